package dev.perdure.testing;

import dev.perdure.client.Client;
import dev.perdure.worker.Worker;
import dev.perdure.worker.WorkerBuilder;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/// Gives each JUnit test an environment of its own and a worker on a task queue of its own, and
/// shows what its workflows did when it fails. For JUnit 5 and later.
///
/// ```java
/// private final Payments payments = mock(Payments.class);
///
/// @RegisterExtension
/// final WorkflowExtension workflows =
///     WorkflowExtension.timeSkipping(w -> w.workflows(Order.class).activities(payments));
///
/// @Test
/// void an_order_is_paid(Client client, Worker worker) {
///   var options = WorkflowOptions.of("order-42", worker.taskQueue());
///   assertEquals("paid", client.executeWorkflow(Order::run, "42", options));
/// }
/// ```
///
/// Tests and their `@BeforeEach` and `@AfterEach` methods can have parameters of the types
/// [WorkflowEnvironment], [Client] and [Worker]. All of them are closed after the test. When a test
/// has failed, the histories of all runs in its namespace are printed to the standard error stream.
public final class WorkflowExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private final Function<WorkflowEnvironmentOptions, WorkflowEnvironment> start;
  private final Consumer<? super WorkerBuilder> worker;
  private final WorkflowEnvironmentOptions options;
  private final Namespace namespace = Namespace.create(WorkflowExtension.class, new Object());

  private WorkflowExtension(
      Function<WorkflowEnvironmentOptions, WorkflowEnvironment> start,
      Consumer<? super WorkerBuilder> worker,
      WorkflowEnvironmentOptions options) {
    this.start = start;
    this.worker = worker;
    this.options = options;
  }

  /// What one test has.
  private record Stage(WorkflowEnvironment environment, Worker worker) implements AutoCloseable {
    @Override
    public void close() {
      try (environment) {
        worker.close();
      }
    }
  }

  /// Tests in environments whose time can skip.
  ///
  /// @param worker says what the worker of each test runs, and how
  public static WorkflowExtension timeSkipping(Consumer<? super WorkerBuilder> worker) {
    return new WorkflowExtension(
        WorkflowEnvironment::startTimeSkipping, worker, WorkflowEnvironmentOptions.defaults());
  }

  /// Tests in environments whose time is the wall clock's.
  ///
  /// @param worker says what the worker of each test runs, and how
  public static WorkflowExtension local(Consumer<? super WorkerBuilder> worker) {
    return new WorkflowExtension(
        WorkflowEnvironment::startLocal, worker, WorkflowEnvironmentOptions.defaults());
  }

  /// The same with other servers and clients.
  public WorkflowExtension withOptions(WorkflowEnvironmentOptions options) {
    return new WorkflowExtension(start, worker, options);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    var environment = start.apply(options);
    try {
      var builder = Worker.builder(environment.client(), "test-" + UUID.randomUUID());
      worker.accept(builder);
      context.getStore(namespace).put(Stage.class, new Stage(environment, builder.start()));
    } catch (RuntimeException | Error e) {
      environment.close();
      throw e;
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var stage = context.getStore(namespace).remove(Stage.class, Stage.class);
    if (stage == null) {
      return; // it could not be made, and JUnit tells why
    }
    try (stage) {
      context
          .getExecutionException()
          .filter(thrown -> !(thrown instanceof TestAbortedException))
          .ifPresent(_ -> print(context.getDisplayName(), stage.environment.client()));
    }
  }

  private static void print(String test, Client client) {
    System.err.println(new HistoryListing(client).allRuns("Histories of the failed test " + test));
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == WorkflowEnvironment.class || type == Client.class || type == Worker.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    var stage = context.getStore(namespace).get(Stage.class, Stage.class);
    if (stage == null) {
      throw new ParameterResolutionException(
          "There is a %s for each test: take it as a parameter of the test or of its @BeforeEach method."
              .formatted(type.getSimpleName()));
    }
    if (type == WorkflowEnvironment.class) {
      return stage.environment;
    }
    return type == Client.class ? stage.environment.client() : stage.worker;
  }
}
