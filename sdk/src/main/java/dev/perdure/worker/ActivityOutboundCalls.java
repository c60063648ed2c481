package dev.perdure.worker;

import dev.perdure.activity.ActivityInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one attempt of an activity asks for. An interceptor implements what it is interested in;
/// all else goes to [#next].
public interface ActivityOutboundCalls {
  /// Who is called by the methods that are not overridden.
  ActivityOutboundCalls next();

  /// What the activity sees of itself.
  default ActivityInfo info() {
    return next().info();
  }

  /// A heartbeat with its details.
  default void heartbeat(List<@Nullable Object> details) {
    next().heartbeat(details);
  }
}
