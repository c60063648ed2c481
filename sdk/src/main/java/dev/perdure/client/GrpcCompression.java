package dev.perdure.client;

/// How requests are compressed.
public enum GrpcCompression {
  /// Not at all.
  NONE,

  /// By gzip: for slow networks.
  GZIP
}
