package dev.perdure.internal.worker;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.perdure.activity.ActivityContext;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.RawValue;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.failure.CancelledFailure;
import dev.perdure.worker.ActivityProcesses;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.failure.v1.CanceledFailureInfo;
import io.temporal.api.failure.v1.Failure;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The processes of one worker's activities: at most a number of them, started when needed and used
/// again while they live.
final class ActivityProcessPool implements AutoCloseable {
  /// How often an attempt that is to stop but cannot be interrupted is looked at.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final ActivityProcesses options;
  private final Semaphore free;
  private final ArrayDeque<ActivityProcess> idle = new ArrayDeque<>();
  private final Set<ActivityProcess> all = new HashSet<>();
  private boolean shutdown;
  private boolean closed;

  ActivityProcessPool(ActivityProcesses options) {
    this.options = options;
    this.free = new Semaphore(options.number(), true);
  }

  /// Runs an attempt in a process, on behalf of the current thread: an interrupt of the thread asks
  /// it to stop.
  ///
  /// @param type the class of the activity
  /// @param arguments as raw values
  /// @throws Throwable what the activity throws, and a failure when its process crashes
  @Nullable Object run(
      ActivityContext context, PolledActivityInfo info, Class<?> type, @Nullable Object[] arguments)
      throws Throwable {
    free.acquire();
    try {
      ActivityProcess process = take();
      boolean kept = false;
      try {
        process.start(start(info, type, arguments));
        Frame last = follow(process, context, info);
        kept = true; // only now is it sure that the process does nothing more for the attempt
        return outcome(last, context, info.converter());
      } catch (ProcessLostException e) {
        throw ApplicationFailure.of(e.getMessage(), "ActivityProcessLost");
      } finally {
        giveBack(process, kept);
      }
    } finally {
      free.release();
    }
  }

  /// The process ended, or was killed, before the attempt did.
  private static final class ProcessLostException extends Exception {
    ProcessLostException(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  private ActivityProcess take() throws IOException {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("The worker has stopped.");
      }
      while (!idle.isEmpty()) {
        ActivityProcess process = idle.pop();
        if (process.isAlive()) {
          return process;
        }
        process.kill();
        all.remove(process);
      }
    }
    ActivityProcess process = ActivityProcess.start(options);
    synchronized (this) {
      all.add(process);
      if (shutdown) {
        process.shutdown();
      }
      if (closed) {
        process.kill();
      }
    }
    return process;
  }

  private synchronized void giveBack(ActivityProcess process, boolean kept) {
    if (kept && !closed) {
      idle.push(process);
    } else {
      process.kill();
      all.remove(process);
    }
  }

  private static ByteString start(
      PolledActivityInfo info, Class<?> type, @Nullable Object[] arguments) throws IOException {
    var input = Payloads.newBuilder();
    for (Object argument : arguments) {
      if (!(argument instanceof RawValue(Payload payload))) {
        throw new IllegalStateException(
            "An interceptor gave " + argument + " to an activity that takes raw values.");
      }
      input.addPayloads(payload);
    }
    var bytes = new ByteArrayOutputStream();
    var out = new DataOutputStream(bytes);
    out.writeUTF(type.getName());
    out.writeUTF(info.namespace());
    out.writeUTF(info.taskQueue());
    info.task().toBuilder().setInput(input).build().writeTo(out);
    return ByteString.copyFrom(bytes.toByteArray());
  }

  /// The frame that ends the attempt.
  private Frame follow(ActivityProcess process, ActivityContext context, PolledActivityInfo info)
      throws Throwable {
    long killAt = Long.MAX_VALUE;
    while (true) {
      Frame frame = null;
      try {
        frame = process.next(killAt == Long.MAX_VALUE ? LOOK : until(killAt));
        if (frame != null && frame.kind() == Frame.Kind.HEARTBEAT) {
          context.heartbeat(raw(Payloads.parseFrom(frame.body())));
        }
      } catch (InterruptedException | CancelledFailure e) {
        // Asked to stop, which is passed on below.
      }
      if (frame != null && frame.kind() == Frame.Kind.ENDED) {
        throw new ProcessLostException(
            "The process of %s ended with %s.".formatted(info, process.end()));
      }
      if (frame != null && frame.kind() != Frame.Kind.HEARTBEAT) {
        return frame;
      }
      if (context.isCancelled() && killAt == Long.MAX_VALUE) {
        process.cancel(CancellationFlags.write(context.cancellationDetails().orElseThrow()));
        killAt = System.nanoTime() + options.gracePeriod().toNanos();
      }
      if (killAt != Long.MAX_VALUE && !until(killAt).isPositive()) {
        process.kill();
        String end = process.end();
        throw CancelledFailure.of(
            "%s was to stop and went on for %s, so its process was killed (%s)."
                .formatted(info, options.gracePeriod(), end));
      }
    }
  }

  private static Duration until(long nanoTime) {
    return Duration.ofNanos(nanoTime - System.nanoTime());
  }

  private static Object[] raw(Payloads payloads) {
    return payloads.getPayloadsList().stream().map(RawValue::new).toArray();
  }

  private static @Nullable Object outcome(
      Frame frame, ActivityContext context, DataConverter converter) throws Throwable {
    return switch (frame.kind()) {
      case COMPLETED -> new RawValue(Payloads.parseFrom(frame.body()).getPayloads(0));
      case FAILED -> throw converter.decodeFailure(Failure.parseFrom(frame.body()));
      case CANCELLED -> throw converter.decodeFailure(cancelled(frame.body()));
      case UNTOLD -> throw context.completeAsync();
      case START, CANCEL, SHUTDOWN, HEARTBEAT, ENDED ->
          throw new IllegalStateException("a process does not end with " + frame.kind());
    };
  }

  private static Failure cancelled(ByteString details) throws InvalidProtocolBufferException {
    return Failure.newBuilder()
        .setMessage("Activity cancelled")
        .setCanceledFailureInfo(
            CanceledFailureInfo.newBuilder().setDetails(Payloads.parseFrom(details)))
        .build();
  }

  /// Lets running attempts know that the worker stops.
  synchronized void shutdown() {
    shutdown = true;
    all.forEach(ActivityProcess::shutdown);
  }

  /// Ends all processes.
  @Override
  public synchronized void close() {
    closed = true;
    all.forEach(ActivityProcess::kill);
    all.clear();
    idle.clear();
  }
}
