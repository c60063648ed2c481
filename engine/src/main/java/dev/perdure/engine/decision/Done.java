package dev.perdure.engine.decision;

/// The reply of a request that has nothing to say but that it was carried out.
public enum Done {
  DONE
}
