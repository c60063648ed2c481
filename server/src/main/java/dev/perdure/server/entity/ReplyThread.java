package dev.perdure.server.entity;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what has become durable, while the journal's writer is busy with the next commit.
///
/// A commit releases many replies at once; only the first of them wakes the thread.
public final class ReplyThread implements Executor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReplyThread.class);

  private final ConcurrentLinkedQueue<Runnable> replies = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean closed;

  public ReplyThread() {
    thread = Thread.ofPlatform().daemon().name("perdure-replies").start(this::run);
  }

  @Override
  public void execute(Runnable reply) {
    replies.add(reply);
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (true) {
      var reply = replies.poll();
      if (reply != null) {
        send(reply);
        continue;
      }
      if (closed) {
        return;
      }
      asleep = true;
      // Looked at again after the flag is up, or a reply could come in between and stay.
      if (replies.isEmpty() && !closed) {
        LockSupport.park(this);
      }
      asleep = false;
    }
  }

  /// Whatever one reply does, also an Error: the others must still be sent.
  private static void send(Runnable reply) {
    try {
      reply.run();
    } catch (Throwable e) {
      log.error("A reply could not be sent", e);
    }
  }

  /// Ends the thread after what is waiting has been sent.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
