package dev.perdure.worker;

/// Sees, and may change, what reaches workflows and activities, and what they ask for. Set by
/// [WorkerBuilder#interceptors]; the first one given is the outermost.
///
/// ```java
/// final class Timing implements WorkerInterceptor {
///   @Override
///   public ActivityInboundCalls interceptActivity(ActivityInboundCalls next) {
///     return new Timed(next);
///   }
///
///   record Timed(ActivityInboundCalls next) implements ActivityInboundCalls {
///     @Override
///     public Object executeActivity(ExecuteActivityInput input) throws Exception {
///       long start = System.nanoTime();
///       try {
///         return next.executeActivity(input);
///       } finally {
///         record(Activity.info().activityType(), System.nanoTime() - start);
///       }
///     }
///   }
/// }
/// ```
///
/// What intercepts a workflow is workflow code: it runs again in replay and must do the same each
/// time.
public interface WorkerInterceptor {
  /// What is called in place of `next` for one attempt of an activity.
  default ActivityInboundCalls interceptActivity(ActivityInboundCalls next) {
    return next;
  }

  /// What is called in place of `next` for one run of a workflow, each time that it is replayed.
  default WorkflowInboundCalls interceptWorkflow(WorkflowInboundCalls next) {
    return next;
  }
}
