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

  private final Process process;
  private final Thread listener;
  private final DataOutputStream out;
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>(FRAMES_MAX);

  private ActivityProcess(Process process) {
    this.process = process;
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
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
      process.destroyForcibly(); // a broken pipe, or one that somebody else wrote to
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody listens any more
    }
    if (!frames.offer(Frame.END)) {
      frames.clear();
      frames.add(Frame.END);
    }
  }

  /// Tells it something; a process that is gone is noticed where its frames end.
  void send(Frame.Kind kind, ByteString body) {
    try {
      new Frame(kind, body).write(out);
    } catch (IOException e) {
      process.destroyForcibly();
    }
  }

  /// The next frame; null when there is none in that time.
  @Nullable Frame next(Duration patience) throws InterruptedException {
    return frames.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// How it ended: `exit code 1`, or the signal that killed it.
  String end() throws InterruptedException {
    int code = process.waitFor();
    return code > 128 ? "signal " + (code - 128) : "exit code " + code;
  }

  /// Ends it, whatever it does.
  void kill() {
    process.destroyForcibly();
    listener.interrupt();
  }
}
