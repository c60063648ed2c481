package dev.perdure.verification.validation;

import dev.perdure.client.ClientOptions;
import dev.perdure.converter.DataConverter;
import dev.perdure.validation.ValidatingJsonConverter;
import dev.perdure.workflow.Workflow;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.ArrayList;
import java.util.List;

/// Takes orders that make sense, and no others.
@Workflow.Definition
public final class OrderWorkflow {
  public record Item(@NotBlank String name, @Min(1) int quantity) {}

  public record Order(@NotBlank String customer, @NotEmpty List<@Valid Item> items) {}

  /// For the client whose workers run the workflow; other clients may validate results by it.
  public static final ClientOptions VALIDATING =
      ClientOptions.defaults()
          .withDataConverter(
              DataConverter.defaults().withJsonConverter(ValidatingJsonConverter.defaults()));

  private final List<Item> items = new ArrayList<>();
  private boolean complete;

  /// An order with an item of quantity 0 fails the workflow before it begins.
  @Workflow.Run
  public List<Item> run(Order order) {
    items.addAll(order.items());
    Workflow.await(() -> complete);
    return items;
  }

  /// Such an item is rejected, and nothing of it is left in the history.
  @Workflow.Update
  public int add(Item item) {
    items.add(item);
    return items.size();
  }

  @Workflow.Signal
  public void complete() {
    complete = true;
  }
}
