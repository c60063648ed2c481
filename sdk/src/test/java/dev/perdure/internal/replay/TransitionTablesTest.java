package dev.perdure.internal.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.workflow.ActivityCancellationType;
import dev.perdure.workflow.ChildWorkflowCancellationType;
import dev.perdure.workflow.NondeterminismException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Compares every state and input of every machine with the table that was reviewed. Run with
/// `-Dgolden.update=true` to write the tables anew.
final class TransitionTablesTest {
  @Test
  void the_activity_machine_is_as_reviewed() throws IOException {
    List<ActivityMachine.State> states =
        List.of(
            new ActivityMachine.State.Requested(),
            new ActivityMachine.State.Scheduled(5),
            new ActivityMachine.State.Cancelling(5),
            new ActivityMachine.State.Abandoned(5),
            new ActivityMachine.State.Resolved());
    List<ActivityMachine.Input> inputs =
        Stream.<ActivityMachine.Input>concat(
                Stream.of(
                    new ActivityMachine.Input.Recorded(5),
                    new ActivityMachine.Input.Closed(),
                    new ActivityMachine.Input.CancelRecorded()),
                Arrays.stream(ActivityCancellationType.values())
                    .map(ActivityMachine.Input.CancelRequested::new))
            .toList();

    String table =
        table(
            states,
            inputs,
            (state, input) -> {
              var transition = ActivityMachine.next(state, input);
              return transition.state() + " " + transition.outputs();
            });

    assertGolden("activity-machine.txt", table);
  }

  @Test
  void the_local_activity_machine_is_as_reviewed() throws IOException {
    List<LocalActivityMachine.State> states =
        List.of(
            new LocalActivityMachine.State.Requested(),
            new LocalActivityMachine.State.Running(),
            new LocalActivityMachine.State.Cancelling(),
            new LocalActivityMachine.State.Resolved(),
            new LocalActivityMachine.State.Over());
    List<LocalActivityMachine.Input> inputs =
        Stream.<LocalActivityMachine.Input>concat(
                Stream.of(
                    new LocalActivityMachine.Input.Released(),
                    new LocalActivityMachine.Input.Ended(),
                    new LocalActivityMachine.Input.Recorded()),
                Arrays.stream(ActivityCancellationType.values())
                    .map(LocalActivityMachine.Input.CancelRequested::new))
            .toList();

    String table =
        table(
            states,
            inputs,
            (state, input) -> {
              var transition = LocalActivityMachine.next(state, input);
              return transition.state() + " " + transition.outputs();
            });

    assertGolden("local-activity-machine.txt", table);
  }

  @Test
  void the_timer_machine_is_as_reviewed() throws IOException {
    List<TimerMachine.State> states =
        List.of(
            new TimerMachine.State.Requested(),
            new TimerMachine.State.Running(5),
            new TimerMachine.State.Cancelling(5),
            new TimerMachine.State.Resolved());
    List<TimerMachine.Input> inputs =
        List.of(
            new TimerMachine.Input.Recorded(5),
            new TimerMachine.Input.Fired(),
            new TimerMachine.Input.CancelRequested(),
            new TimerMachine.Input.CancelRecorded());

    String table =
        table(
            states,
            inputs,
            (state, input) -> {
              var transition = TimerMachine.next(state, input);
              return transition.state() + " " + transition.outputs();
            });

    assertGolden("timer-machine.txt", table);
  }

  @Test
  void the_patch_machine_is_as_reviewed() throws IOException {
    List<PatchMachine.State> states =
        List.of(
            new PatchMachine.State.Unknown(),
            new PatchMachine.State.Ahead(),
            new PatchMachine.State.Off(),
            new PatchMachine.State.On(),
            new PatchMachine.State.Known());
    List<PatchMachine.Input> inputs =
        List.of(
            new PatchMachine.Input.Found(),
            new PatchMachine.Input.Asked(false),
            new PatchMachine.Input.Asked(true),
            new PatchMachine.Input.Retired(false),
            new PatchMachine.Input.Retired(true),
            new PatchMachine.Input.Recorded(false),
            new PatchMachine.Input.Recorded(true));

    String table =
        table(
            states,
            inputs,
            (state, input) -> {
              var transition = PatchMachine.next(state, input);
              return transition.state() + " " + transition.outputs();
            });

    assertGolden("patch-machine.txt", table);
  }

  @Test
  void the_update_machine_is_as_reviewed() throws IOException {
    List<UpdateMachine.State> states =
        List.of(
            new UpdateMachine.State.Requested(),
            new UpdateMachine.State.Accepting(),
            new UpdateMachine.State.Accepted(),
            new UpdateMachine.State.AcceptingAndCompleting(),
            new UpdateMachine.State.Completing(),
            new UpdateMachine.State.Completed(),
            new UpdateMachine.State.Rejected());
    List<UpdateMachine.Input> inputs =
        List.of(
            new UpdateMachine.Input.Accept(),
            new UpdateMachine.Input.Reject(),
            new UpdateMachine.Input.Complete(),
            new UpdateMachine.Input.AcceptanceRecorded(),
            new UpdateMachine.Input.CompletionRecorded());

    String table =
        table(
            states,
            inputs,
            (state, input) -> {
              var transition = UpdateMachine.next(state, input);
              return transition.state() + " " + transition.outputs();
            });

    assertGolden("update-machine.txt", table);
  }

  @Test
  void the_child_machine_is_as_reviewed() throws IOException {
    List<ChildMachine.State> states =
        List.of(
            new ChildMachine.State.Requested(),
            new ChildMachine.State.Initiated(false),
            new ChildMachine.State.Initiated(true),
            new ChildMachine.State.Started(false),
            new ChildMachine.State.Started(true),
            new ChildMachine.State.Abandoned(),
            new ChildMachine.State.Resolved());
    List<ChildMachine.Input> inputs =
        Stream.of(
                Stream.<ChildMachine.Input>of(
                    new ChildMachine.Input.Recorded(),
                    new ChildMachine.Input.ChildStarted(),
                    new ChildMachine.Input.StartFailed(),
                    new ChildMachine.Input.Closed()),
                Arrays.stream(ChildWorkflowCancellationType.values())
                    .map(ChildMachine.Input.CancelRequested::new),
                Arrays.stream(ChildWorkflowCancellationType.values())
                    .map(ChildMachine.Input.CancelAccepted::new))
            .<ChildMachine.Input>flatMap(Function.identity())
            .toList();

    String table =
        table(
            states,
            inputs,
            (state, input) -> {
              var transition = ChildMachine.next(state, input);
              return transition.state() + " " + transition.outputs();
            });

    assertGolden("child-machine.txt", table);
  }

  @Test
  void the_machine_of_requests_to_other_workflows_is_as_reviewed() throws IOException {
    List<ExternalRequestMachine.State> states =
        List.of(
            new ExternalRequestMachine.State.Requested(),
            new ExternalRequestMachine.State.Sent(),
            new ExternalRequestMachine.State.Resolved());
    List<ExternalRequestMachine.Input> inputs =
        List.of(
            new ExternalRequestMachine.Input.Recorded(),
            new ExternalRequestMachine.Input.CancelRequested(),
            new ExternalRequestMachine.Input.Answered());

    String table =
        table(
            states,
            inputs,
            (state, input) -> {
              var transition = ExternalRequestMachine.next(state, input);
              return transition.state() + " " + transition.outputs();
            });

    assertGolden("external-request-machine.txt", table);
  }

  @Test
  void the_close_machine_is_as_reviewed() throws IOException {
    List<CloseMachine.State> states =
        Stream.<CloseMachine.State>concat(
                Stream.of(new CloseMachine.State.Open()),
                Arrays.stream(CloseMachine.Kind.values())
                    .flatMap(
                        kind ->
                            Stream.of(
                                new CloseMachine.State.Closing(kind),
                                new CloseMachine.State.Closed(kind))))
            .toList();
    List<CloseMachine.Input> inputs =
        Arrays.stream(CloseMachine.Kind.values())
            .flatMap(
                kind ->
                    Stream.of(
                        new CloseMachine.Input.Requested(kind),
                        (CloseMachine.Input) new CloseMachine.Input.Recorded(kind)))
            .toList();

    String table = table(states, inputs, (state, input) -> CloseMachine.next(state, input) + "");

    assertGolden("close-machine.txt", table);
  }

  private static <S, I> String table(
      List<S> states, List<I> inputs, BiFunction<S, I, String> next) {
    return states.stream()
        .flatMap(state -> inputs.stream().map(input -> row(state, input, next)))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static <S, I> String row(S state, I input, BiFunction<S, I, String> next) {
    try {
      return state + " + " + input + " -> " + next.apply(state, input);
    } catch (NondeterminismException e) {
      return state + " + " + input + " -> illegal";
    }
  }

  private static void assertGolden(String name, String table) throws IOException {
    var golden = Path.of("src/test/resources/dev/perdure/internal/replay").resolve(name);
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, table, UTF_8);
    }
    assertThat(table).isEqualTo(Files.readString(golden, UTF_8));
  }
}
