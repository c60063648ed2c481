package dev.perdure.internal.worker;

import com.google.protobuf.ByteString;
import dev.perdure.client.Client;
import dev.perdure.common.MetricMeter;
import dev.perdure.converter.DataConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.internal.definition.ActivityDefinition;
import dev.perdure.internal.definition.Registry;
import dev.perdure.internal.wire.FailureEncoding;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The program of a process that runs activities for a worker. Its standard input and output are
/// the worker's; what activities print goes to standard error.
public final class ActivityProcessMain {
  private final DataConverter converter;
  private final DataOutputStream out;
  private final CountDownLatch shutdown = new CountDownLatch(1);

  /// Activity objects by their classes' names.
  private final Map<String, Object> instances = new HashMap<>();

  private volatile @Nullable ActivityAttempt running;

  private ActivityProcessMain(DataConverter converter, DataOutputStream out) {
    this.converter = converter;
    this.out = out;
  }

  /// Runs until the worker is gone.
  ///
  /// @param arguments the name of the class that makes the data converter, if it is not the default
  /// @throws Exception when that class does not make one, or the pipe breaks
  public static void main(String[] arguments) throws Exception {
    var in = new DataInputStream(new BufferedInputStream(System.in));
    var out =
        new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
    System.setIn(InputStream.nullInputStream());
    System.setOut(System.err);
    DataConverter converter = arguments.length == 0 ? DataConverter.defaults() : made(arguments[0]);
    try {
      new ActivityProcessMain(converter, out).listen(in);
    } finally {
      Runtime.getRuntime().halt(0); // nothing that runs here is wanted any more
    }
  }

  private static DataConverter made(String factory) throws ReflectiveOperationException {
    Object made = Class.forName(factory).getConstructor().newInstance();
    if (made instanceof Supplier<?> supplier && supplier.get() instanceof DataConverter converter) {
      return converter;
    }
    throw new IllegalArgumentException(factory + " does not make a data converter.");
  }

  private void listen(DataInputStream in) throws IOException {
    for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
      switch (frame.kind()) {
        case START -> start(frame.attempt(), frame.body());
        case CANCEL -> {
          ActivityAttempt attempt = running;
          if (attempt != null) {
            attempt.cancel(CancellationFlags.read(frame.body()));
          }
        }
        case SHUTDOWN -> shutdown.countDown();
        case HEARTBEAT, COMPLETED, FAILED, CANCELLED, UNTOLD, ENDED ->
            throw new IOException("A worker does not send " + frame.kind() + ".");
      }
    }
  }

  private void start(int number, ByteString body) throws IOException {
    var in = new DataInputStream(body.newInput());
    String type = in.readUTF();
    String namespace = in.readUTF();
    String taskQueue = in.readUTF();
    var task = PollActivityTaskQueueResponse.parseFrom(in);
    var info = PolledActivityInfo.of(task, namespace, taskQueue, converter);
    var open = new AtomicBoolean(true);
    ActivityAttempt attempt;
    try {
      attempt = attempt(type, info, number, open);
    } catch (RuntimeException | ReflectiveOperationException | LinkageError e) {
      Failure failure = FailureEncoding.encode(converter, notMade(type, e));
      send(Frame.Kind.FAILED, number, failure.toByteString());
      return;
    }
    running = attempt;
    Thread.ofPlatform()
        .name("activity " + info.activityType())
        .start(() -> run(attempt, number, open));
  }

  private static ApplicationFailure notMade(String type, Throwable thrown) {
    Throwable cause = thrown instanceof InvocationTargetException ? thrown.getCause() : null;
    Throwable reason = cause == null ? thrown : cause;
    return ApplicationFailure.of(
            "%s cannot be made in its process: %s".formatted(type, reason), "ActivityNotMade")
        .withCause(reason);
  }

  /// @param number in its frames, by which the worker tells a heartbeat that is late
  /// @param open whether heartbeats still belong to the attempt, whichever thread makes them
  private ActivityAttempt attempt(
      String type, PolledActivityInfo info, int number, AtomicBoolean open)
      throws ReflectiveOperationException {
    Object instance = instances.get(type);
    if (instance == null) {
      instance = Class.forName(type).getConstructor().newInstance();
      instances.put(type, instance);
    }
    ActivityDefinition definition =
        new Registry.Builder().activities(instance).build().activities().find(info.activityType());
    if (definition == null) {
      throw new IllegalStateException("it has no activity " + info.activityType());
    }
    var host =
        new ActivityHost(
            converter,
            List.of(),
            null,
            ActivityProcessMain::noClient,
            shutdown,
            new WorkerMetrics(MetricMeter.noop(), info.namespace(), info.taskQueue()));
    return new ActivityAttempt(
        info,
        info.task().getInput(),
        info.task().getHeader(),
        definition,
        info.converter(),
        host,
        details -> {
          if (open.get()) {
            send(Frame.Kind.HEARTBEAT, number, details.toByteString());
          }
        });
  }

  private static Client noClient() {
    throw new IllegalStateException(
        "An activity in a process of its own has no client. Connect one in the activity's class.");
  }

  private void run(ActivityAttempt attempt, int number, AtomicBoolean open) {
    ActivityOutcome outcome = attempt.run();
    open.set(false);
    running = null;
    switch (outcome) {
      case ActivityOutcome.Completed(var result) ->
          send(Frame.Kind.COMPLETED, number, result.toByteString());
      case ActivityOutcome.Failed(var failure) ->
          send(Frame.Kind.FAILED, number, failure.toByteString());
      case ActivityOutcome.Cancelled(var details) ->
          send(Frame.Kind.CANCELLED, number, details.toByteString());
      case ActivityOutcome.Untold() -> send(Frame.Kind.UNTOLD, number, ByteString.EMPTY);
    }
  }

  private void send(Frame.Kind kind, int attempt, ByteString body) {
    try {
      new Frame(kind, attempt, body).write(out);
    } catch (IOException e) {
      Runtime.getRuntime().halt(1); // the worker is gone
    }
  }
}
