package dev.perdure.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;

/// The limits that the engine enforces. [#DEFAULT] has the values of Temporal's server.
///
/// @param blobBytes largest payload set, failure or memo, in bytes (2 MiB)
/// @param idLength longest id or name, in bytes of UTF-8 (1,000)
/// @param suggestContinueAsNewEvents events from which workers are told to continue as new
/// @param suggestContinueAsNewBytes history bytes from which workers are told to continue as new
/// @param historyEvents events above which a run is terminated (51,200)
/// @param historyBytes history bytes above which a run is terminated (50 MiB)
/// @param pendingActivities unfinished activities of a run (2,000)
/// @param pendingChildren unfinished children of a run, and as many signals and as many cancel
///   requests to others without an answer (2,000)
/// @param signals signals that a run takes in all (10,000)
/// @param bufferedEvents events that may wait for a running workflow task (100)
/// @param bufferedBytes their bytes (2 MiB)
/// @param bufferedQueries queries that may wait for a run's next workflow task
/// @param defaultWorkflowTaskTimeout used where a start names none (10 s)
/// @param maxWorkflowTaskTimeout longer ones are cut down to this (120 s)
/// @param workflowTaskHeartbeat how long a worker may keep one workflow task alive (30 min)
/// @param minContinueAsNewInterval a run that continues as new sooner waits for the rest of it
/// @param updates what a run takes of updates
public record EngineLimits(
    int blobBytes,
    int idLength,
    long suggestContinueAsNewEvents,
    long suggestContinueAsNewBytes,
    long historyEvents,
    long historyBytes,
    int pendingActivities,
    int pendingChildren,
    int signals,
    int bufferedEvents,
    int bufferedBytes,
    int bufferedQueries,
    Duration defaultWorkflowTaskTimeout,
    Duration maxWorkflowTaskTimeout,
    Duration workflowTaskHeartbeat,
    Duration minContinueAsNewInterval,
    Updates updates) {

  /// What a run takes of updates.
  ///
  /// @param inFlight updates that are not completed at the same time (10)
  /// @param inFlightBytes what their requests may weigh together (20 MiB)
  /// @param total updates in a run's life (2,000)
  /// @param suggestContinueAsNew updates from which workers are told to continue as new (1,800)
  public record Updates(int inFlight, long inFlightBytes, int total, int suggestContinueAsNew) {}

  /// The values of Temporal's server, but without its pause before a run that continues as new
  /// within a second, and with room for more than one waiting query.
  public static final EngineLimits DEFAULT =
      new EngineLimits(
          2 * 1024 * 1024,
          1000,
          4096,
          4L * 1024 * 1024,
          51_200,
          50L * 1024 * 1024,
          2000,
          2000,
          10_000,
          100,
          2 * 1024 * 1024,
          100,
          Duration.ofSeconds(10),
          Duration.ofSeconds(120),
          Duration.ofMinutes(30),
          Duration.ZERO,
          new Updates(10, 20L << 20, 2000, 1800));

  /// Whether this is too long for an id or a name.
  public boolean isTooLong(String name) {
    return name.length() > idLength / 3 && length(name) > idLength;
  }

  /// The length of an id or a name as limits count it.
  public static int length(String name) {
    return name.getBytes(UTF_8).length;
  }

  /// These limits with other values for the suggestion to continue as new.
  public EngineLimits withSuggestContinueAsNew(long events, long bytes) {
    return with(events, bytes, historyEvents, historyBytes, updates);
  }

  /// These limits with other values for the largest history.
  public EngineLimits withHistory(long events, long bytes) {
    return with(suggestContinueAsNewEvents, suggestContinueAsNewBytes, events, bytes, updates);
  }

  /// These limits with other values for updates.
  public EngineLimits withUpdates(Updates newUpdates) {
    return with(
        suggestContinueAsNewEvents,
        suggestContinueAsNewBytes,
        historyEvents,
        historyBytes,
        newUpdates);
  }

  private EngineLimits with(
      long suggestEvents, long suggestBytes, long events, long bytes, Updates newUpdates) {
    return new EngineLimits(
        blobBytes,
        idLength,
        suggestEvents,
        suggestBytes,
        events,
        bytes,
        pendingActivities,
        pendingChildren,
        signals,
        bufferedEvents,
        bufferedBytes,
        bufferedQueries,
        defaultWorkflowTaskTimeout,
        maxWorkflowTaskTimeout,
        workflowTaskHeartbeat,
        minContinueAsNewInterval,
        newUpdates);
  }
}
