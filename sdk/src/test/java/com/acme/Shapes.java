package com.acme;

import dev.perdure.activity.Activity;
import dev.perdure.workflow.Workflow;
import java.util.List;
import java.util.Map;

/// Every shape of type and method that a reference can name.
public final class Shapes {
  private Shapes() {}

  public record Item(String name) {}

  @Workflow.Definition
  public static class OrderWorkflow {
    @Workflow.Run
    public String run(Item item) {
      return item.name();
    }

    @Workflow.Signal
    public void approve(String by) {}

    @Workflow.Signal(name = "no-more")
    public void close() {}

    @Workflow.Query
    public String status() {
      return "";
    }

    public void unmarked() {}
  }

  @Workflow.Definition(name = "ship-it")
  public interface Shipping {
    @Workflow.Run
    List<Item> ship(Map<String, List<Item>> items);

    @Workflow.Query(name = "where")
    default String whereabouts(int hour) {
      return "at " + hour;
    }
  }

  public interface FastShipping extends Shipping {}

  public static class Ships implements Shipping {
    @Override
    public List<Item> ship(Map<String, List<Item>> items) {
      return List.of();
    }
  }

  public static final class Payments {
    @Activity.Definition
    public String charge(String orderId, int cents) {
      return orderId + cents;
    }

    @Activity.Definition(name = "give-back")
    public long refund(long cents, boolean all, double share, char currency) {
      return cents;
    }

    @Activity.Definition
    public void ping() {}

    @Activity.Definition
    public <Z> Z generic(Z value) {
      return value;
    }

    public static String fee(Payments self) {
      return "";
    }
  }

  public record Mailer(String host) {
    @Activity.Definition
    public byte[] send(byte[] text) throws Exception {
      return text;
    }
  }

  public abstract static class Base<T> {
    @Activity.Definition
    public abstract List<T> list(T first);

    @Activity.Definition
    public T pick(Map<String, T> from) {
      return from.values().iterator().next();
    }

    public T[] array(List<? extends T> from) {
      throw new UnsupportedOperationException();
    }
  }

  public static class Items extends Base<Item> {
    @Override
    public List<Item> list(Item first) {
      return List.of(first);
    }
  }

  public static class Box<T> {
    public T open() {
      throw new UnsupportedOperationException();
    }

    public T put(T content) {
      return content;
    }
  }
}
