package dev.perdure.verification.peer;

/// A running server that a suite talks to over TCP, whoever wrote it.
public interface ServerUnderTest extends AutoCloseable {
  /// Host and port, as a client's target.
  String address();

  @Override
  void close();
}
