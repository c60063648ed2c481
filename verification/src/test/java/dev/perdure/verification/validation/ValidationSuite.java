package dev.perdure.verification.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.perdure.activity.Activity;
import dev.perdure.client.Client;
import dev.perdure.client.WorkflowFailedException;
import dev.perdure.client.WorkflowHandle;
import dev.perdure.client.WorkflowOptions;
import dev.perdure.client.WorkflowUpdateFailedException;
import dev.perdure.common.TypeRef;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.Failures;
import dev.perdure.validation.ValidatingJsonConverter;
import dev.perdure.validation.Violation;
import dev.perdure.verification.peer.ServerSuite;
import dev.perdure.verification.validation.OrderWorkflow.Item;
import dev.perdure.verification.validation.OrderWorkflow.Order;
import dev.perdure.worker.Worker;
import dev.perdure.workflow.ActivityOptions;
import dev.perdure.workflow.Workflow;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What comes of values that do not meet their constraints, on their way from a client that does
/// not validate.
abstract class ValidationSuite extends ServerSuite {
  private static final Item GOOD = new Item("tea", 1);
  private static final Item BAD = new Item("tea", 0);

  /// Packs items, of which there must be one at least.
  public static final class Packing {
    private final AtomicInteger calls = new AtomicInteger();

    @Activity.Definition
    public String pack(Item item) {
      calls.incrementAndGet();
      return item.name();
    }
  }

  /// Lets a number of things be packed, without looking at it.
  @Workflow.Definition
  public static final class PackingWorkflow {
    @Workflow.Run
    public @Nullable String run(int quantity) {
      return Workflow.executeActivity(
          Packing::pack,
          new Item("tea", quantity),
          ActivityOptions.startToClose(Duration.ofSeconds(10)));
    }
  }

  private final String taskQueue = "queue-" + UUID.randomUUID();
  private final Packing packing = new Packing();

  @SuppressWarnings("NullAway.Init") // set before every test
  private Client plain;

  @SuppressWarnings("NullAway.Init") // set before every test
  private Client validating;

  @SuppressWarnings("NullAway.Init") // set before every test
  private Worker worker;

  @BeforeAll
  void open() {
    plain = Client.connect(server().address());
    validating = Client.connect(server().address(), OrderWorkflow.VALIDATING);
    worker =
        Worker.builder(validating, taskQueue)
            .workflows(OrderWorkflow.class, PackingWorkflow.class)
            .activities(packing)
            .start();
  }

  @AfterAll
  void close() {
    worker.close();
    validating.close();
    plain.close();
  }

  private WorkflowOptions options() {
    return WorkflowOptions.of("order-" + UUID.randomUUID(), taskQueue);
  }

  private static ApplicationFailure reason(@Nullable Throwable exception) {
    var failure = (ApplicationFailure) Objects.requireNonNull(Failures.reason(exception));
    assertThat(failure.type()).isEqualTo(ValidatingJsonConverter.FAILURE_TYPE);
    return failure;
  }

  private static List<Violation> violations(ApplicationFailure failure) {
    return Objects.requireNonNull(failure.details().get(0, new TypeRef<List<Violation>>() {}));
  }

  @Test
  void a_workflow_that_is_started_with_an_invalid_argument_fails_and_says_why() {
    WorkflowHandle<OrderWorkflow, List<Item>> handle =
        plain.startWorkflow(OrderWorkflow::run, new Order("", List.of(GOOD, BAD)), options());

    assertThatThrownBy(handle::result)
        .isInstanceOfSatisfying(
            WorkflowFailedException.class,
            e ->
                assertThat(violations(reason(e)))
                    .extracting(Violation::path, Violation::constraint)
                    .containsExactly(
                        tuple("customer", "NotBlank"), tuple("items[1].quantity", "Min")));
  }

  @Test
  void an_update_with_an_invalid_argument_is_rejected_and_the_workflow_goes_on() {
    WorkflowHandle<OrderWorkflow, List<Item>> handle =
        plain.startWorkflow(OrderWorkflow::run, new Order("Ada", List.of(GOOD)), options());

    assertThatThrownBy(() -> handle.executeUpdate(OrderWorkflow::add, BAD))
        .isInstanceOfSatisfying(
            WorkflowUpdateFailedException.class,
            e ->
                assertThat(reason(e))
                    .hasMessageContaining("quantity must be greater than or equal to 1 (Min)"));
    assertThat(handle.executeUpdate(OrderWorkflow::add, GOOD)).isEqualTo(2);
    handle.signal(OrderWorkflow::complete);

    assertThat(handle.result()).containsExactly(GOOD, GOOD);
  }

  @Test
  void an_activity_with_an_invalid_argument_fails_once_and_for_all() {
    WorkflowHandle<PackingWorkflow, @Nullable String> handle =
        plain.startWorkflow(PackingWorkflow::run, 0, options());

    assertThatThrownBy(handle::result)
        .isInstanceOfSatisfying(
            WorkflowFailedException.class, e -> assertThat(violations(reason(e))).hasSize(1));
    assertThat(packing.calls).hasValue(0);
    assertThat(plain.executeWorkflow(PackingWorkflow::run, 1, options())).isEqualTo("tea");
  }

  @Test
  void who_validates_results_gets_no_invalid_one() {
    WorkflowHandle<OrderWorkflow, List<Item>> handle =
        validating.startWorkflow(OrderWorkflow::run, new Order("Ada", List.of(GOOD)), options());
    handle.signal(OrderWorkflow::complete);
    var other = validating.getWorkflowHandle(handle.id(), new TypeRef<List<Demanding>>() {});

    assertThat(handle.result()).containsExactly(GOOD);
    assertThatThrownBy(other::result)
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            e -> assertThat(violations(e)).extracting(Violation::path).containsExactly("[0].name"));
  }

  /// An item as somebody else wants it.
  public record Demanding(@Size(min = 10) String name) {}
}
