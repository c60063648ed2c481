package dev.perdure.converter;

/// Whether the payload codec applies to headers, too. Client and workers must agree on it.
public enum HeaderCodecBehavior {
  /// Headers travel as their interceptors wrote them.
  NO_CODEC,

  /// All headers pass the codec.
  CODEC,

  /// Only the headers that workflows receive and send pass the codec: for clients and activities
  /// that do it by themselves.
  WORKFLOW_ONLY_CODEC
}
