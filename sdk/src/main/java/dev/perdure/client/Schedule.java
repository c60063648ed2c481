package dev.perdure.client;

import dev.perdure.converter.DataConverter;
import io.temporal.api.workflow.v1.NewWorkflowExecutionInfo;
import java.util.function.Function;

/// What is done when. The server keeps it under an id: see [Client#createSchedule]. Immutable: each
/// `with…` method returns a new schedule.
///
/// ```java
/// client.createSchedule(
///     "nightly-report",
///     Schedule.of(
///         ScheduleActionStartWorkflow.of(Report::run, "sales", "report", "reports"),
///         ScheduleSpec.calendar(ScheduleCalendarSpec.daily())
///             .withTimeZoneName("Europe/Berlin")));
/// ```
public final class Schedule {
  private final ScheduleAction action;
  private final ScheduleSpec spec;
  private final SchedulePolicy policy;
  private final ScheduleState state;

  private Schedule(
      ScheduleAction action, ScheduleSpec spec, SchedulePolicy policy, ScheduleState state) {
    this.action = action;
    this.spec = spec;
    this.policy = policy;
    this.state = state;
  }

  /// An action and its times.
  public static Schedule of(ScheduleAction action, ScheduleSpec spec) {
    return new Schedule(action, spec, SchedulePolicy.defaults(), ScheduleState.defaults());
  }

  /// @param converters the converter for the workflows of an id
  static Schedule of(
      io.temporal.api.schedule.v1.Schedule message, Function<String, DataConverter> converters) {
    if (!message.getAction().hasStartWorkflow()) {
      throw new IllegalStateException(
          "The server has a schedule with an action that this version does not know: %s"
              .formatted(message.getAction().getActionCase()));
    }
    NewWorkflowExecutionInfo start = message.getAction().getStartWorkflow();
    return new Schedule(
        ScheduleActionStartWorkflow.of(start, converters.apply(start.getWorkflowId())),
        new ScheduleSpec(message.getSpec()),
        new SchedulePolicy(message.getPolicies()),
        new ScheduleState(message.getState()));
  }

  /// @param converters the converter for the workflows of an id
  io.temporal.api.schedule.v1.Schedule message(Function<String, DataConverter> converters) {
    var result =
        io.temporal.api.schedule.v1.Schedule.newBuilder()
            .setSpec(spec.message())
            .setPolicies(policy.message())
            .setState(state.message());
    switch (action) {
      case ScheduleActionStartWorkflow start ->
          result.getActionBuilder().setStartWorkflow(start.message(converters.apply(start.id())));
    }
    return result.build();
  }

  /// Another action.
  public Schedule withAction(ScheduleAction action) {
    return new Schedule(action, spec, policy, state);
  }

  /// Other times.
  public Schedule withSpec(ScheduleSpec spec) {
    return new Schedule(action, spec, policy, state);
  }

  /// What happens when an action cannot be taken as planned.
  public Schedule withPolicy(SchedulePolicy policy) {
    return new Schedule(action, spec, policy, state);
  }

  /// Whether it acts, and how often still.
  public Schedule withState(ScheduleState state) {
    return new Schedule(action, spec, policy, state);
  }

  /// What is done.
  public ScheduleAction action() {
    return action;
  }

  /// When it is done.
  public ScheduleSpec spec() {
    return spec;
  }

  /// What happens when it cannot be done as planned.
  public SchedulePolicy policy() {
    return policy;
  }

  /// Whether it is done, and how often still.
  public ScheduleState state() {
    return state;
  }

  @Override
  public String toString() {
    return "Schedule[%s, %s, %s, %s]".formatted(action, spec, policy, state);
  }
}
