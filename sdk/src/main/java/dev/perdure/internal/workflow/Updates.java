package dev.perdure.internal.workflow;

import dev.perdure.failure.ApplicationFailure;
import dev.perdure.internal.coroutine.CoroutineStopped;
import dev.perdure.internal.replay.Job;
import dev.perdure.internal.wire.FailureEncoding;
import dev.perdure.worker.WorkflowInboundCalls.HandleUpdateInput;
import dev.perdure.workflow.ContinueAsNewError;
import dev.perdure.workflow.NondeterminismException;
import dev.perdure.workflow.ReadOnlyContextException;
import dev.perdure.workflow.UpdateInfo;
import io.temporal.api.update.v1.Outcome;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hands updates to the workflow's methods, each in a coroutine of its own: first to the validator,
/// then, if that lets it pass, to the handler.
final class Updates {
  private final RunContext run;
  private final Consumer<Throwable> failed;

  /// @param failed told what closes the workflow or fails its task
  Updates(RunContext run, Consumer<Throwable> failed) {
    this.run = run;
    this.failed = failed;
  }

  void deliver(Job.Update update) {
    String name = update.request().getInput().getName();
    var info = new UpdateInfo(update.request().getMeta().getUpdateId(), name);
    var scope = new CancelScope(run.rootScope);
    var context = new WorkflowContext(run, scope, info);
    var handling = run.inProgress.update(name, info.id());
    run.scheduler.start(
        "update " + name,
        () ->
            context.run(
                () -> {
                  try {
                    Handler handler = admit(update, name);
                    if (handler != null) {
                      handling.unfinishedPolicy(handler.unfinishedPolicy());
                      perform(update, name, handler);
                    }
                  } catch (Throwable e) {
                    failed.accept(e);
                  }
                  run.inProgress.ended(handling);
                  scope.end();
                }));
  }

  /// The handler of an update that may pass; null for one that was rejected.
  ///
  /// @throws Throwable what is no answer to the caller, but a mistake of the workflow
  private @Nullable Handler admit(Job.Update update, String name) throws Throwable {
    Handler handler = run.handlers.updates.find(name);
    if (handler == null) {
      reject(
          update,
          ApplicationFailure.of(
              "Update handler for '%s' expected but not found, and there is no dynamic handler. known updates: [%s]"
                  .formatted(name, String.join(" ", run.handlers.updates.names())),
              "NotFoundError"));
      return null;
    }
    try {
      HandleUpdateInput input = input(update, name, handler);
      if (update.validates()) {
        validate(input);
      }
      return handler;
    } catch (ReadOnlyContextException e) {
      throw e;
    } catch (Exception e) {
      reject(update, e);
      return null;
    }
  }

  private void validate(HandleUpdateInput input) throws Exception {
    run.readOnly = "An update validator";
    try {
      run.inbound.validateUpdate(input);
    } finally {
      run.readOnly = null;
    }
  }

  private void reject(Job.Update update, Exception reason) {
    run.machines.rejectUpdate(
        update.instanceId(), FailureEncoding.encode(run.settings.converter(), reason));
  }

  /// Runs the handler. Its arguments are decoded anew, because the validator may have changed those
  /// that it got.
  ///
  /// @throws Throwable what is no answer to the caller
  private void perform(Job.Update update, String name, Handler handler) throws Throwable {
    run.machines.acceptUpdate(update.instanceId());
    var converter = run.settings.converter();
    var outcome = Outcome.newBuilder();
    try {
      outcome.setSuccess(
          converter.encodeAll(run.inbound.handleUpdate(input(update, name, handler))));
    } catch (CoroutineStopped | ContinueAsNewError | NondeterminismException e) {
      throw e;
    } catch (Throwable e) {
      if (!run.isFailure(e)) {
        throw e;
      }
      outcome.setFailure(converter.encodeFailure(e));
    }
    run.machines.completeUpdate(update.instanceId(), outcome.build());
  }

  private HandleUpdateInput input(Job.Update update, String name, Handler handler) {
    var input = update.request().getInput();
    @Nullable Object[] arguments =
        handler.form().decode(run.settings.converter(), name, input.getArgs());
    return new HandleUpdateInput(
        name,
        update.request().getMeta().getUpdateId(),
        Arrays.asList(arguments),
        input.getHeader().getFieldsMap());
  }
}
