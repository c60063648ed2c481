package dev.perdure.engine.sim;

import com.google.protobuf.FieldMask;
import dev.perdure.engine.decision.Done;
import dev.perdure.engine.decision.Request;
import io.temporal.api.activity.v1.ActivityOptions;
import io.temporal.api.workflowservice.v1.PauseActivityRequest;
import io.temporal.api.workflowservice.v1.ResetActivityRequest;
import io.temporal.api.workflowservice.v1.UnpauseActivityRequest;
import io.temporal.api.workflowservice.v1.UpdateActivityOptionsRequest;
import java.util.random.RandomGenerator;

/// What a client may do to the activities of a workflow's current run.
final class Interventions {
  private final RandomGenerator random;

  Interventions(RandomGenerator random) {
    this.random = random;
  }

  Request<?> any() {
    return switch (random.nextInt(7)) {
      case 0 -> new Request.PauseActivity(PauseActivityRequest.newBuilder().setType("Act").build());
      case 1 ->
          new Request.ResetActivity(
              ResetActivityRequest.newBuilder()
                  .setMatchAll(true)
                  .setResetHeartbeat(random.nextBoolean())
                  .setKeepPaused(random.nextBoolean())
                  .setRestoreOriginalOptions(random.nextBoolean())
                  .build());
      case 2 ->
          new Request.UpdateActivityOptions(
              UpdateActivityOptionsRequest.newBuilder()
                  .setType("Act")
                  .setActivityOptions(
                      ActivityOptions.newBuilder()
                          .setStartToCloseTimeout(
                              com.google.protobuf.Duration.newBuilder()
                                  .setSeconds(1 + random.nextInt(30))))
                  .setUpdateMask(FieldMask.newBuilder().addPaths("start_to_close_timeout"))
                  .build());
      case 3 ->
          new Request.UpdateActivityOptions(
              UpdateActivityOptionsRequest.newBuilder()
                  .setMatchAll(true)
                  .setRestoreOriginal(true)
                  .build());
      default -> unpause();
    };
  }

  Request<Done> unpause() {
    return new Request.UnpauseActivity(
        UnpauseActivityRequest.newBuilder()
            .setUnpauseAll(true)
            .setResetAttempts(random.nextBoolean())
            .setResetHeartbeat(random.nextBoolean())
            .setJitter(com.google.protobuf.Duration.newBuilder().setSeconds(random.nextInt(3)))
            .build());
  }
}
