package com.acme;

import dev.perdure.activity.Activity;
import java.util.List;

/// A plain class, as a dependency injection container would make one.
public class Payments {
  @Activity.Definition
  public String charge(String orderId, int cents) {
    throw new IllegalStateException("no bank in a test");
  }

  @Activity.Definition(name = "refund-all")
  public int refund(List<Receipt> receipts) {
    throw new IllegalStateException("no bank in a test");
  }

  public record Receipt(String id, int cents) {}
}
