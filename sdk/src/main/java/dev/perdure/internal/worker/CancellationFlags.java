package dev.perdure.internal.worker;

import com.google.protobuf.ByteString;
import dev.perdure.activity.ActivityCancellationDetails;

/// Why an attempt is to stop, as the bits of one byte.
final class CancellationFlags {
  private CancellationFlags() {}

  static ByteString write(ActivityCancellationDetails details) {
    int bits =
        (details.notFound() ? 1 : 0)
            | (details.cancelRequested() ? 2 : 0)
            | (details.paused() ? 4 : 0)
            | (details.reset() ? 8 : 0)
            | (details.timedOut() ? 16 : 0)
            | (details.workerShutdown() ? 32 : 0);
    return ByteString.copyFrom(new byte[] {(byte) bits});
  }

  static ActivityCancellationDetails read(ByteString written) {
    int bits = written.byteAt(0);
    return ActivityCancellationDetails.none()
        .withNotFound((bits & 1) != 0)
        .withCancelRequested((bits & 2) != 0)
        .withPaused((bits & 4) != 0)
        .withReset((bits & 8) != 0)
        .withTimedOut((bits & 16) != 0)
        .withWorkerShutdown((bits & 32) != 0);
  }
}
