package dev.perdure.internal.worker;

import com.google.protobuf.ByteString;
import dev.perdure.worker.ActivityProcesses;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A JVM beside the worker's that runs one attempt of an activity at a time. It ends when its
/// standard input does, so it never outlives the worker.
final class ActivityProcess {
  /// A process that reports faster than its attempt is listened to has to wait.
  private static final int FRAMES_MAX = 1024;

  /// More than it is told before it has to read: an attempt, to stop it, and that the worker stops.
  private static final int ORDERS_MAX = 16;

  private final Process process;
  private final Thread listener;
  private final Thread writer;
  private final DataOutputStream out;
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>(FRAMES_MAX);
  private final BlockingQueue<Frame> orders = new LinkedBlockingQueue<>(ORDERS_MAX);

  /// The number of the last attempt that it was given.
  private int attempt;

  private ActivityProcess(Process process) {
    this.process = process;
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    this.writer =
        Thread.ofPlatform().daemon().name("perdure-activity-process-writer").start(this::write);
    this.listener =
        Thread.ofPlatform().daemon().name("perdure-activity-process").start(this::listen);
  }

  /// Starts one. What it prints goes to the worker's standard error.
  static ActivityProcess start(ActivityProcesses options) throws IOException {
    return new ActivityProcess(
        new ProcessBuilder(command(options))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  private static List<String> command(ActivityProcesses options) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    // A full heap leaves nothing to rely on. What a JVM says of its own accord must stay out of the
    // pipe.
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:+DisplayVMOutputToStderr");
    command.addAll(options.jvmArguments());
    String modules = System.getProperty("jdk.module.path");
    if (modules != null) {
      command.addAll(List.of("--module-path", modules, "--add-modules", "ALL-MODULE-PATH"));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(ActivityProcessMain.class.getName());
    if (options.dataConverter() != null) {
      command.add(options.dataConverter().getName());
    }
    return command;
  }

  private void listen() {
    try (var in = new DataInputStream(new BufferedInputStream(process.getInputStream()))) {
      for (Frame frame = Frame.read(in); frame != null; frame = Frame.read(in)) {
        frames.put(frame);
      }
    } catch (IOException e) {
      destroy(); // a broken pipe, or one that somebody else wrote to
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody listens any more
    }
    if (!frames.offer(Frame.END)) {
      frames.clear();
      frames.add(Frame.END);
    }
    writer.interrupt();
  }

  /// Writes on a thread of its own, because a process that does not read blocks whoever writes.
  private void write() {
    try {
      while (true) {
        orders.take().write(out);
      }
    } catch (IOException e) {
      destroy(); // a process that is gone is noticed where its frames end
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody reads any more
    }
  }

  /// Gives it its next attempt.
  void start(ByteString body) {
    attempt++;
    tell(new Frame(Frame.Kind.START, attempt, body));
  }

  /// Asks its attempt to stop.
  void cancel(ByteString reason) {
    tell(new Frame(Frame.Kind.CANCEL, attempt, reason));
  }

  /// Lets it know that the worker stops.
  void shutdown() {
    tell(new Frame(Frame.Kind.SHUTDOWN, 0, ByteString.EMPTY));
  }

  private void tell(Frame order) {
    if (!orders.offer(order)) {
      destroy();
    }
  }

  /// The next frame of its attempt, or the end; null when there is none in that time. Frames of
  /// earlier attempts are left out.
  @Nullable Frame next(Duration patience) throws InterruptedException {
    Frame frame = frames.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    return frame == null || frame.attempt() == attempt || frame.kind() == Frame.Kind.ENDED
        ? frame
        : null;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// How it ended: `exit code 1`, or the signal that killed it.
  String end() throws InterruptedException {
    int code = process.waitFor();
    return code > 128 ? "signal " + (code - 128) : "exit code " + code;
  }

  /// Ends it, whatever it does, without waiting for anything.
  void kill() {
    destroy();
    listener.interrupt();
    writer.interrupt();
  }

  /// Not by [Process#destroyForcibly]: that also closes the pipes, which waits for a write.
  private void destroy() {
    process.toHandle().destroyForcibly();
  }
}
