package dev.perdure.cli.quickstart;

import dev.perdure.activity.Activity;
import dev.perdure.cli.quickstart.OrderWorkflow.Order;

/// Hands parcels to the carrier.
public final class Shipping {
  /// Ships the order and returns the tracking number.
  @Activity.Definition
  public String ship(Order order) {
    return "parcel-" + order.id();
  }
}
