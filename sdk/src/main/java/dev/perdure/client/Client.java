package dev.perdure.client;

import com.google.protobuf.ByteString;
import dev.perdure.client.ClientOutboundCalls.CountWorkflowsInput;
import dev.perdure.client.ClientOutboundCalls.StartUpdateWithStartInput;
import dev.perdure.client.ClientOutboundCalls.StartWorkflowInput;
import dev.perdure.client.ClientOutboundCalls.StartWorkflowUpdateInput;
import dev.perdure.common.MethodRef0;
import dev.perdure.common.MethodRef1;
import dev.perdure.common.MethodRef2;
import dev.perdure.common.MethodRef3;
import dev.perdure.common.MethodRef4;
import dev.perdure.common.TypeRef;
import dev.perdure.common.VoidMethodRef0;
import dev.perdure.common.VoidMethodRef1;
import dev.perdure.common.VoidMethodRef2;
import dev.perdure.common.VoidMethodRef3;
import dev.perdure.common.VoidMethodRef4;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.HeaderCodecBehavior;
import dev.perdure.envconfig.ClientConfigProfile;
import dev.perdure.envconfig.LoadOptions;
import dev.perdure.internal.reference.MethodReferences;
import dev.perdure.internal.reference.ResolvedMethod;
import dev.perdure.internal.rpc.CallHeaders;
import dev.perdure.internal.rpc.HealthCheck;
import dev.perdure.internal.rpc.Rpc;
import dev.perdure.internal.wire.MessageCodec;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A connection to a server, for one namespace: starts workflows and gives handles to them. Any
/// number of threads may use a client; a process needs one per namespace.
///
/// Each verb exists in a typed form, `startWorkflow(Order::run, input, options)`, and in one that
/// takes names, for workflows in other languages: there the options come before the arguments.
public final class Client extends ClientStarts implements AutoCloseable {
  private final ClientOptions options;
  private final Rpc rpc;
  private final CallHeaders headers;
  private final WorkflowCalls calls;

  private Client(ClientOptions options, Rpc rpc, CallHeaders headers) {
    this.options = options;
    this.rpc = rpc;
    this.headers = headers;
    MessageCodec codec =
        MessageCodec.of(
            options.dataConverter(), options.headerCodecBehavior() == HeaderCodecBehavior.CODEC);
    this.calls = new WorkflowCalls(rpc.coding(codec, options.namespace()), options);
  }

  /// Connects as the environment says: the profile of the configuration file and the `TEMPORAL_…`
  /// variables that all of Temporal's SDKs read (see [LoadOptions#defaults]); without any of them
  /// to `localhost:7233`, in the namespace `default`.
  ///
  /// For other options beside it: `var profile = ClientConfigProfile.load(LoadOptions.defaults())`,
  /// then `Client.connect(profile.target(), profile.applyTo(options))`.
  ///
  /// @throws RpcException when no server answers there
  /// @throws dev.perdure.envconfig.ConfigException when the configuration cannot be read
  public static Client connect() {
    ClientConfigProfile profile = ClientConfigProfile.load(LoadOptions.defaults());
    return connect(profile.target(), profile.applyTo(ClientOptions.defaults()));
  }

  /// Connects to a server, such as `localhost:7233`, in the namespace `default`.
  ///
  /// @throws RpcException when no server answers there
  public static Client connect(String address) {
    return connect(address, ClientOptions.defaults());
  }

  /// Connects to a server, such as `localhost:7233`.
  ///
  /// @throws RpcException when no server answers there
  public static Client connect(String address, ClientOptions options) {
    CallHeaders headers = headers(options); // first: when they are wrong, no channel is left open
    return connect(Connections.open(address, options), true, options, headers);
  }

  /// Connects over a channel, such as an embedded server's, in the namespace `default`. The channel
  /// stays open when the client is closed.
  ///
  /// @throws RpcException when no server answers there
  public static Client connect(Channel channel) {
    return connect(channel, ClientOptions.defaults());
  }

  /// Connects over a channel, such as an embedded server's. The channel stays open when the client
  /// is closed.
  ///
  /// @throws RpcException when no server answers there
  public static Client connect(Channel channel, ClientOptions options) {
    return connect(channel, false, options, headers(options));
  }

  private static CallHeaders headers(ClientOptions options) {
    return new CallHeaders(
        options.namespace(),
        options.apiKey(),
        options.rpcMetadata(),
        options.grpcCompression() == GrpcCompression.GZIP ? "gzip" : null);
  }

  private static Client connect(
      Channel channel, boolean owned, ClientOptions options, CallHeaders headers) {
    try {
      Rpc rpc =
          Rpc.open(
              channel,
              owned,
              headers,
              options.rpcRetryPolicy(),
              options.rpcTimeout(),
              options.metricMeter());
      if (!options.isLazy()) {
        askFirst(rpc);
      }
      return new Client(options, rpc, headers);
    } catch (StatusRuntimeException e) {
      throw RpcErrors.of(e, channel.authority());
    }
  }

  private static void askFirst(Rpc rpc) {
    try {
      var _ = rpc.askForCapabilities();
    } catch (StatusRuntimeException e) {
      rpc.close();
      throw e;
    }
  }

  /// Another client on the same connection: for another namespace or data converter, with other
  /// interceptors, or for calls with other headers, timeouts and retries. It is closed by itself;
  /// the connection belongs to this client, and is encrypted and kept alive as this one's options
  /// say.
  public Client with(ClientOptions options) {
    return connect(rpc.connection(), options);
  }

  /// Calls from now on have another API key, also those of this client's workers.
  ///
  /// @throws IllegalArgumentException when a header cannot carry it; then the old one stays
  public void setApiKey(String key) {
    headers.apiKey(key);
  }

  /// Calls from now on have these headers in place of those of the options, also those of this
  /// client's workers.
  ///
  /// @throws IllegalArgumentException when one of them cannot be sent; then the old ones stay
  public void setRpcMetadata(Map<String, String> metadata) {
    headers.others(metadata);
  }

  /// Asks the server's health service whether it serves workflows.
  ///
  /// @throws RpcException when no server answers
  public boolean checkHealth() {
    try {
      return HealthCheck.isServing(rpc);
    } catch (StatusRuntimeException e) {
      throw RpcErrors.of(e, rpc.target());
    }
  }

  /// One call to the server that has no verb here, with this client's headers, timeout and retries:
  /// `client.call(WorkflowServiceGrpc.getListNamespacesMethod(), request)`. Payloads are sent and
  /// returned as they are.
  ///
  /// @throws RpcException when it fails
  public <Q, A> A call(MethodDescriptor<Q, A> method, Q request) {
    try {
      return rpc.call(method, request);
    } catch (StatusRuntimeException e) {
      throw RpcErrors.of(e, rpc.target());
    }
  }

  /// As [#call(MethodDescriptor, Object)], with a time limit of its own, and not tried again.
  ///
  /// @throws RpcException when it fails
  public <Q, A> A call(MethodDescriptor<Q, A> method, Q request, Duration timeout) {
    try {
      return rpc.callOnce(method, request, timeout);
    } catch (StatusRuntimeException e) {
      throw RpcErrors.of(e, rpc.target());
    }
  }

  /// How this client connects and works.
  public ClientOptions options() {
    return options;
  }

  /// The namespace of all calls.
  public String namespace() {
    return options.namespace();
  }

  /// Who calls, as it is written into histories.
  public String identity() {
    return options.identity();
  }

  /// How values and failures become bytes.
  public DataConverter dataConverter() {
    return options.dataConverter();
  }

  /// The channel with this client's headers, for calls that have no verb here:
  /// `WorkflowServiceGrpc.newBlockingStub(client.channel())`. Such calls need a deadline and have
  /// no retries; see also [#call].
  public Channel channel() {
    return rpc.channel();
  }

  @Override
  ClientOutboundCalls outbound() {
    return calls.outbound();
  }

  @Override
  WorkflowHandle<?, ?> started(
      String type, Type resultType, WorkflowOptions start, @Nullable Object... arguments) {
    return calls
        .outbound()
        .startWorkflow(
            new StartWorkflowInput(type, start, Arrays.asList(arguments), resultType, Map.of()));
  }

  @Override
  WorkflowUpdateHandle<?> updateWithStart(
      WithStartWorkflowOperation<?, ?> start,
      String name,
      Type resultType,
      UpdateOptions options,
      @Nullable Object... arguments) {
    start.use();
    try {
      return calls
          .outbound()
          .startUpdateWithStart(
              new StartUpdateWithStartInput(
                  new StartWorkflowInput(
                      start.workflowType(),
                      start.options(),
                      start.arguments(),
                      start.resultType(),
                      Map.of()),
                  new StartWorkflowUpdateInput(
                      start.options().id(),
                      null,
                      null,
                      name,
                      options,
                      Arrays.asList(arguments),
                      resultType,
                      Map.of()),
                  start::started));
    } catch (RuntimeException e) {
      start.failed(e);
      throw e;
    }
  }

  /// The handle of the workflow with this id. Nothing is asked of the server.
  public <W, R extends @Nullable Object> WorkflowHandle<W, R> getWorkflowHandle(
      MethodRef0<W, R> workflow, String id) {
    return handle(workflow, id);
  }

  /// The handle of the workflow with this id. Nothing is asked of the server.
  public <W> WorkflowHandle<W, @Nullable Void> getWorkflowHandle(
      VoidMethodRef0<W> workflow, String id) {
    return handle(workflow, id);
  }

  /// The handle of the workflow with this id. Nothing is asked of the server.
  public <W, A1 extends @Nullable Object, R extends @Nullable Object>
      WorkflowHandle<W, R> getWorkflowHandle(MethodRef1<W, A1, R> workflow, String id) {
    return handle(workflow, id);
  }

  /// The handle of the workflow with this id. Nothing is asked of the server.
  public <W, A1 extends @Nullable Object> WorkflowHandle<W, @Nullable Void> getWorkflowHandle(
      VoidMethodRef1<W, A1> workflow, String id) {
    return handle(workflow, id);
  }

  /// The handle of the workflow with this id. Nothing is asked of the server.
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object, R extends @Nullable Object>
      WorkflowHandle<W, R> getWorkflowHandle(MethodRef2<W, A1, A2, R> workflow, String id) {
    return handle(workflow, id);
  }

  /// The handle of the workflow with this id. Nothing is asked of the server.
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object>
      WorkflowHandle<W, @Nullable Void> getWorkflowHandle(
          VoidMethodRef2<W, A1, A2> workflow, String id) {
    return handle(workflow, id);
  }

  /// The handle of the workflow with this id. Nothing is asked of the server.
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          R extends @Nullable Object>
      WorkflowHandle<W, R> getWorkflowHandle(MethodRef3<W, A1, A2, A3, R> workflow, String id) {
    return handle(workflow, id);
  }

  /// The handle of the workflow with this id. Nothing is asked of the server.
  public <W, A1 extends @Nullable Object, A2 extends @Nullable Object, A3 extends @Nullable Object>
      WorkflowHandle<W, @Nullable Void> getWorkflowHandle(
          VoidMethodRef3<W, A1, A2, A3> workflow, String id) {
    return handle(workflow, id);
  }

  /// The handle of the workflow with this id. Nothing is asked of the server.
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object,
          R extends @Nullable Object>
      WorkflowHandle<W, R> getWorkflowHandle(MethodRef4<W, A1, A2, A3, A4, R> workflow, String id) {
    return handle(workflow, id);
  }

  /// The handle of the workflow with this id. Nothing is asked of the server.
  public <
          W,
          A1 extends @Nullable Object,
          A2 extends @Nullable Object,
          A3 extends @Nullable Object,
          A4 extends @Nullable Object>
      WorkflowHandle<W, @Nullable Void> getWorkflowHandle(
          VoidMethodRef4<W, A1, A2, A3, A4> workflow, String id) {
    return handle(workflow, id);
  }

  /// The handle of the workflow with this id, whatever its type. Nothing is asked of the server.
  public WorkflowHandle<?, @Nullable Object> getWorkflowHandle(String id) {
    return handleOf(Object.class, id);
  }

  /// The handle of the workflow with this id, with its result's type. Nothing is asked of the
  /// server.
  public <R> WorkflowHandle<?, @Nullable R> getWorkflowHandle(String id, Class<R> resultType) {
    return handleOf(resultType, id);
  }

  /// The handle of the workflow with this id, with its result's type. Nothing is asked of the
  /// server.
  public <R> WorkflowHandle<?, @Nullable R> getWorkflowHandle(String id, TypeRef<R> resultType) {
    return handleOf(resultType.type(), id);
  }

  private <W, R extends @Nullable Object> WorkflowHandle<W, R> handle(
      Serializable workflow, String id) {
    ResolvedMethod method = MethodReferences.resolve(workflow);
    var _ = method.workflowType(); // refuses a method that is no workflow
    return handleOf(method.resultType(), id);
  }

  private <W, R extends @Nullable Object> WorkflowHandle<W, R> handleOf(
      Type resultType, String id) {
    return new WorkflowHandle<>(
        calls,
        new WorkflowHandle.Target(id, null, null, null),
        resultType,
        options.queryRejectCondition());
  }

  /// The handle of an activity that is completed from outside, by the token that its method had
  /// from [dev.perdure.activity.ActivityInfo#taskToken()]. Nothing is asked of the server.
  public AsyncActivityHandle getAsyncActivityHandle(byte[] taskToken) {
    return new AsyncActivityHandle(
        calls, new AsyncActivityHandle.Target.Token(ByteString.copyFrom(taskToken), null));
  }

  /// The handle of an activity that is completed from outside, by its ids; the latest run of the
  /// workflow where the run id is null. Nothing is asked of the server.
  ///
  /// @param workflowId null for a standalone activity: then the run id is its own
  public AsyncActivityHandle getAsyncActivityHandle(
      @Nullable String workflowId, @Nullable String runId, String activityId) {
    return new AsyncActivityHandle(
        calls, new AsyncActivityHandle.Target.Id(workflowId, runId, activityId, null));
  }

  /// The runs of workflows that a query finds, such as `WorkflowType = 'Order' AND ExecutionStatus
  /// = 'Running'`; all of them for an empty query. Nothing is asked of the server until somebody
  /// goes through them.
  public WorkflowList listWorkflows(String query) {
    return new WorkflowList(calls, query);
  }

  /// How many runs of workflows a query finds. With `GROUP BY ExecutionStatus` at its end, how many
  /// there are of each status.
  public WorkflowExecutionCount countWorkflows(String query) {
    return calls.outbound().countWorkflows(new CountWorkflowsInput(query));
  }

  /// Makes no further calls, ends those that wait for a workflow with an [RpcException], and closes
  /// the connection, unless it is a channel that was given to the client.
  @Override
  public void close() {
    rpc.close();
  }
}
