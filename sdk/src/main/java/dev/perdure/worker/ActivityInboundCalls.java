package dev.perdure.worker;

import dev.perdure.common.CallInput;
import io.temporal.api.common.v1.Payload;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What reaches one attempt of an activity. An interceptor implements what it is interested in; all
/// else goes to [#next]. It runs on the activity's thread: `Activity.info()` says which it is.
public interface ActivityInboundCalls {
  /// Who is called by the methods that are not overridden.
  ActivityInboundCalls next();

  /// Comes first. To intercept what the activity asks for, pass on what is called in place of
  /// `outbound`: `next.init(new Mine(outbound))`.
  default void init(ActivityOutboundCalls outbound) {
    next().init(outbound);
  }

  /// Runs the attempt.
  ///
  /// @throws Exception what the activity throws
  default @Nullable Object executeActivity(ExecuteActivityInput input) throws Exception {
    return next().executeActivity(input);
  }

  /// The input of [#executeActivity].
  record ExecuteActivityInput(List<@Nullable Object> arguments, Map<String, Payload> headers)
      implements CallInput<ExecuteActivityInput> {
    @Override
    public ExecuteActivityInput withArguments(List<@Nullable Object> arguments) {
      return new ExecuteActivityInput(arguments, headers);
    }

    @Override
    public ExecuteActivityInput withHeaders(Map<String, Payload> headers) {
      return new ExecuteActivityInput(arguments, headers);
    }
  }
}
