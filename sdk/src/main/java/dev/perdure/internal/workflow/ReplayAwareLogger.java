package dev.perdure.internal.workflow;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.spi.LocationAwareLogger;

/// A logger that is silent while workflow code does again what it did before.
public final class ReplayAwareLogger extends AbstractLogger {
  private static final String SELF = AbstractLogger.class.getName();

  private final transient Logger logger;

  private ReplayAwareLogger(Logger logger) {
    this.logger = logger;
    this.name = logger.getName();
  }

  /// The logger of a class.
  public static Logger of(Class<?> type) {
    return of(LoggerFactory.getLogger(type));
  }

  /// A logger that passes on to another.
  static Logger of(Logger logger) {
    return new ReplayAwareLogger(logger);
  }

  /// Also silent in a run that is being evicted, whose `finally` blocks run without effect.
  private static boolean isSilent() {
    RunContext run = WorkflowContext.runOrNull();
    return run != null && (run.replaying || run.scheduler.isStopped());
  }

  @Override
  @SuppressWarnings("NullAway") // slf4j takes null for a marker, arguments and a cause
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable cause) {
    RunContext run = WorkflowContext.runOrNull();
    if (run == null) {
      log(level, marker, message, arguments, cause);
      return;
    }
    // Put around each message and not once: a parked coroutine should not keep it in memory.
    try (var _ = MDC.putCloseable("workflowId", run.workflowId);
        var _ = MDC.putCloseable("runId", run.runId);
        var _ = MDC.putCloseable("workflowType", run.workflowType())) {
      log(level, marker, message, arguments, cause);
    }
  }

  @SuppressWarnings("NullAway")
  private void log(
      Level level,
      @Nullable Marker marker,
      String message,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable cause) {
    if (logger instanceof LocationAwareLogger located) {
      located.log(marker, SELF, level.toInt(), message, arguments, cause);
      return;
    }
    var event = logger.atLevel(level).setCause(cause);
    if (marker != null) {
      event = event.addMarker(marker);
    }
    if (arguments == null) {
      event.log(message);
    } else {
      event.log(message, arguments);
    }
  }

  @Override
  protected String getFullyQualifiedCallerName() {
    return SELF;
  }

  @Override
  public boolean isTraceEnabled() {
    return logger.isTraceEnabled() && !isSilent();
  }

  @Override
  public boolean isTraceEnabled(Marker marker) {
    return logger.isTraceEnabled(marker) && !isSilent();
  }

  @Override
  public boolean isDebugEnabled() {
    return logger.isDebugEnabled() && !isSilent();
  }

  @Override
  public boolean isDebugEnabled(Marker marker) {
    return logger.isDebugEnabled(marker) && !isSilent();
  }

  @Override
  public boolean isInfoEnabled() {
    return logger.isInfoEnabled() && !isSilent();
  }

  @Override
  public boolean isInfoEnabled(Marker marker) {
    return logger.isInfoEnabled(marker) && !isSilent();
  }

  @Override
  public boolean isWarnEnabled() {
    return logger.isWarnEnabled() && !isSilent();
  }

  @Override
  public boolean isWarnEnabled(Marker marker) {
    return logger.isWarnEnabled(marker) && !isSilent();
  }

  @Override
  public boolean isErrorEnabled() {
    return logger.isErrorEnabled() && !isSilent();
  }

  @Override
  public boolean isErrorEnabled(Marker marker) {
    return logger.isErrorEnabled(marker) && !isSilent();
  }
}
