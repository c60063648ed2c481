package dev.perdure.client;

/// Sees, and may change, what a client asks of the server. Set by [ClientOptions#withInterceptors];
/// the first one given is the outermost: it sees a call first and its outcome last.
///
/// ```java
/// ClientInterceptor audited = next -> new Audited(next);
///
/// record Audited(ClientOutboundCalls next) implements ClientOutboundCalls {
///   @Override
///   public void signalWorkflow(SignalWorkflowInput input) {
///     log.info("signal {} for {}", input.signal(), input.workflowId());
///     next.signalWorkflow(input);
///   }
/// }
/// ```
///
/// An interceptor that is a `WorkerInterceptor` as well is applied to all workers of the client,
/// before those that are given to the worker.
public interface ClientInterceptor {
  /// What the client calls in place of `next`. Asked once for each client.
  ClientOutboundCalls interceptClient(ClientOutboundCalls next);
}
