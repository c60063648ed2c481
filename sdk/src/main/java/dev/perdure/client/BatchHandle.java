package dev.perdure.client;

import dev.perdure.client.BatchOutboundCalls.DescribeBatchInput;
import dev.perdure.client.BatchOutboundCalls.StopBatchInput;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/// One batch: to see how far it is, to wait for its end, or to stop it. Any number of threads may
/// use a handle.
///
/// All methods throw [RpcException] when there is no such batch (`NOT_FOUND`) or the server cannot
/// be reached.
public final class BatchHandle {
  private static final Duration PAUSE_MIN = Duration.ofMillis(50);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

  private final ClientOutboundCalls calls;
  private final String id;

  BatchHandle(ClientOutboundCalls calls, String id) {
    this.calls = calls;
    this.id = id;
  }

  /// The batch's id.
  public String id() {
    return id;
  }

  /// How far it is.
  public BatchDescription describe() {
    return calls.describeBatch(new DescribeBatchInput(id));
  }

  /// Stops it. What it has done stays done.
  ///
  /// @param reason why, for people
  public void stop(String reason) {
    calls.stopBatch(new StopBatchInput(id, reason));
  }

  /// Waits until it has tried each of its workflows. The server is asked now and then, at first
  /// after 50 milliseconds, later every 2 seconds.
  ///
  /// @return how many it is done for, and for how many it has failed
  /// @throws BatchFailedException when it was stopped, or gave up
  /// @throws CancellationException when this thread is interrupted; the batch goes on
  public BatchDescription result() {
    Duration pause = PAUSE_MIN;
    BatchDescription description = describe();
    while (description.state() == BatchOperationState.RUNNING) {
      pause(pause);
      pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
      description = describe();
    }
    if (description.state() == BatchOperationState.FAILED) {
      throw new BatchFailedException(description);
    }
    return description;
  }

  private void pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (CancellationException)
          new CancellationException("Nobody waits for batch %s any more.".formatted(id))
              .initCause(e);
    }
  }

  @Override
  public String toString() {
    return "batch " + id;
  }
}
