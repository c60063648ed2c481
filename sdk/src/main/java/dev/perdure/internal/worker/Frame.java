package dev.perdure.internal.worker;

import com.google.protobuf.ByteString;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One message between a worker and a process of its activities: a length, a kind, the number of
/// the attempt, and as many bytes.
///
/// @param attempt counts the attempts that the process was given, so that what an earlier one left
///   behind is told from the running one's; 0 for what belongs to none
record Frame(Kind kind, int attempt, ByteString body) {
  /// More than any payload that a server takes.
  private static final int MAX_BYTES = 256 * 1024 * 1024;

  /// What lies behind the last frame of a process.
  static final Frame END = new Frame(Kind.ENDED, 0, ByteString.EMPTY);

  enum Kind {
    /// To the process: run an attempt.
    START('s'),
    /// To the process: the attempt is to stop.
    CANCEL('c'),
    /// To the process: the worker stops.
    SHUTDOWN('w'),
    /// To the worker: the attempt is alive.
    HEARTBEAT('h'),
    /// To the worker: the attempt returned.
    COMPLETED('r'),
    /// To the worker: the attempt failed.
    FAILED('f'),
    /// To the worker: the attempt stopped as it was asked to.
    CANCELLED('x'),
    /// To the worker: the attempt's outcome comes from elsewhere.
    UNTOLD('u'),
    /// From nobody: the process is gone.
    ENDED('e');

    private final char code;

    Kind(char code) {
      this.code = code;
    }

    static Kind of(int code) throws IOException {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw foreign();
    }
  }

  /// The next one; null at the end.
  static @Nullable Frame read(DataInputStream in) throws IOException {
    int length;
    try {
      length = in.readInt();
    } catch (EOFException e) {
      return null;
    }
    Kind kind = Kind.of(in.readUnsignedByte());
    if (length < 0 || length > MAX_BYTES) {
      throw foreign();
    }
    int attempt = in.readInt();
    return new Frame(kind, attempt, ByteString.copyFrom(in.readNBytes(length)));
  }

  private static IOException foreign() {
    return new IOException("Something else than the SDK wrote to the pipe.");
  }

  void write(DataOutputStream out) throws IOException {
    synchronized (out) {
      out.writeInt(body.size());
      out.writeByte(kind.code);
      out.writeInt(attempt);
      body.writeTo(out);
      out.flush();
    }
  }
}
