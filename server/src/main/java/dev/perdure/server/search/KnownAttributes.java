package dev.perdure.server.search;

import static io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_BOOL;
import static io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_DATETIME;
import static io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_INT;
import static io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
import static io.temporal.api.enums.v1.IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST;

import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The search attributes that every namespace has.
public final class KnownAttributes {
  /// What the server itself knows of every run.
  public static final Map<String, IndexedValueType> SYSTEM =
      Map.ofEntries(
          Map.entry("WorkflowId", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("RunId", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("WorkflowType", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("StartTime", INDEXED_VALUE_TYPE_DATETIME),
          Map.entry("ExecutionTime", INDEXED_VALUE_TYPE_DATETIME),
          Map.entry("CloseTime", INDEXED_VALUE_TYPE_DATETIME),
          Map.entry("ExecutionStatus", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("TaskQueue", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("HistoryLength", INDEXED_VALUE_TYPE_INT),
          Map.entry("ExecutionDuration", INDEXED_VALUE_TYPE_INT),
          Map.entry("StateTransitionCount", INDEXED_VALUE_TYPE_INT),
          Map.entry("HistorySizeBytes", INDEXED_VALUE_TYPE_INT),
          Map.entry("ParentWorkflowId", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("ParentRunId", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("RootWorkflowId", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("RootRunId", INDEXED_VALUE_TYPE_KEYWORD));

  /// What the server or an SDK sets on runs, besides what users have registered.
  public static final Map<String, IndexedValueType> PREDEFINED =
      Map.ofEntries(
          Map.entry("TemporalChangeVersion", INDEXED_VALUE_TYPE_KEYWORD_LIST),
          Map.entry("BinaryChecksums", INDEXED_VALUE_TYPE_KEYWORD_LIST),
          Map.entry("BuildIds", INDEXED_VALUE_TYPE_KEYWORD_LIST),
          Map.entry("BatcherNamespace", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("BatcherUser", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("TemporalScheduledStartTime", INDEXED_VALUE_TYPE_DATETIME),
          Map.entry("TemporalScheduledById", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("TemporalSchedulePaused", INDEXED_VALUE_TYPE_BOOL),
          Map.entry("TemporalNamespaceDivision", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("TemporalPauseInfo", INDEXED_VALUE_TYPE_KEYWORD_LIST),
          Map.entry("TemporalReportedProblems", INDEXED_VALUE_TYPE_KEYWORD_LIST),
          Map.entry("TemporalWorkerDeploymentVersion", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("TemporalWorkflowVersioningBehavior", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("TemporalWorkerDeployment", INDEXED_VALUE_TYPE_KEYWORD),
          Map.entry("TemporalUsedWorkerDeploymentVersions", INDEXED_VALUE_TYPE_KEYWORD_LIST),
          Map.entry("TemporalExternalPayloadCount", INDEXED_VALUE_TYPE_INT),
          Map.entry("TemporalExternalPayloadSizeBytes", INDEXED_VALUE_TYPE_INT));

  /// The predefined ones that callers may set by themselves.
  public static final Set<String> SETTABLE =
      Set.of(
          "TemporalChangeVersion",
          "BinaryChecksums",
          "BuildIds",
          "BatcherNamespace",
          "BatcherUser",
          "TemporalScheduledStartTime",
          "TemporalScheduledById",
          "TemporalSchedulePaused",
          "TemporalNamespaceDivision",
          "TemporalPauseInfo",
          "TemporalReportedProblems");

  private static final Set<String> RESERVED =
      Set.of("NamespaceId", "MemoEncoding", "Memo", "VisibilityTaskKey");

  private static final String PREFIX = "Temporal";
  private static final String STATUS_PREFIX = "WORKFLOW_EXECUTION_STATUS_";

  private KnownAttributes() {}

  /// Whether no namespace can register this name.
  public static boolean isReserved(String name) {
    return SYSTEM.containsKey(name)
        || PREDEFINED.containsKey(name)
        || RESERVED.contains(name)
        || name.startsWith(PREFIX);
  }

  /// All of a namespace, sorted by name.
  ///
  /// @param registered what users have registered in it
  public static Map<String, IndexedValueType> with(Map<String, IndexedValueType> registered) {
    var all = new TreeMap<String, IndexedValueType>(registered);
    all.putAll(PREDEFINED);
    all.putAll(SYSTEM);
    return all;
  }

  /// The attribute that callers or the server itself may set on a run of a namespace.
  ///
  /// @param registered what users have registered in it
  /// @return null if there is none
  public static @Nullable Attribute settable(
      String name, Map<String, IndexedValueType> registered) {
    var predefined = PREDEFINED.get(name);
    var type = predefined == null ? registered.get(name) : predefined;
    return type == null ? null : new Attribute(name, type);
  }

  /// Finds an attribute by the name in a query: with or without the prefix `Temporal`, as clients
  /// are used to.
  ///
  /// @param registered what users have registered in the namespace
  /// @return null if there is none
  static @Nullable Attribute find(String name, Map<String, IndexedValueType> registered) {
    var custom = registered.get(name);
    if (custom != null && !isReserved(name)) {
      return new Attribute(name, custom);
    }
    if (name.equals("ScheduleId")) {
      return find("WorkflowId", registered);
    }
    for (var candidate : new String[] {name, PREFIX + name, withoutPrefix(name)}) {
      var type = SYSTEM.getOrDefault(candidate, PREDEFINED.get(candidate));
      if (type != null) {
        return new Attribute(candidate, type);
      }
    }
    return null;
  }

  /// How queries and counts call a status: `TimedOut` for `WORKFLOW_EXECUTION_STATUS_TIMED_OUT`.
  public static String shortName(WorkflowExecutionStatus status) {
    var name = new StringBuilder();
    for (var word : status.name().substring(STATUS_PREFIX.length()).split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }

  private static String withoutPrefix(String name) {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }
}
