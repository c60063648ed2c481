package dev.perdure.client;

/// What a batch does to each of its workflows.
public enum BatchOperationType {
  /// Something that this version does not know.
  UNSPECIFIED,
  /// It terminates them.
  TERMINATE,
  /// It requests that they be cancelled.
  CANCEL,
  /// It sends them a signal.
  SIGNAL,
  /// It deletes them.
  DELETE,
  /// It resets them.
  RESET,
  /// It changes their options.
  UPDATE_OPTIONS,
  /// It lets their paused activities go on.
  UNPAUSE_ACTIVITY,
  /// It changes the options of their activities.
  UPDATE_ACTIVITY_OPTIONS,
  /// It resets their activities.
  RESET_ACTIVITY;

  /// The protocol has a second name for what older servers write.
  static BatchOperationType of(io.temporal.api.enums.v1.BatchOperationType type) {
    return switch (type.getNumber()) {
      case 1, 13 -> TERMINATE;
      case 2, 14 -> CANCEL;
      case 3, 15 -> SIGNAL;
      case 4, 16 -> DELETE;
      case 5, 17 -> RESET;
      case 6, 18 -> UPDATE_OPTIONS;
      case 7 -> UNPAUSE_ACTIVITY;
      case 8 -> UPDATE_ACTIVITY_OPTIONS;
      case 9 -> RESET_ACTIVITY;
      default -> UNSPECIFIED;
    };
  }
}
