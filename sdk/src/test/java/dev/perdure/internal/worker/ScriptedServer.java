package dev.perdure.internal.worker;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.perdure.common.MetricMeter;
import dev.perdure.common.RpcRetryPolicy;
import dev.perdure.internal.rpc.CallHeaders;
import dev.perdure.internal.rpc.Rpc;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.temporal.api.workflowservice.v1.*;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A server whose answers a test writes. Polls wait until the test gives a task; all that the
/// worker sends can be taken by its type, in order.
final class ScriptedServer implements AutoCloseable {
  private final String name = InProcessServerBuilder.generateName();
  private final Server server;
  private final ManagedChannel channel;
  private final Map<Class<?>, BlockingQueue<Message>> received = new HashMap<>();
  private final Map<Class<?>, Function<Message, Message>> answers = new HashMap<>();
  private final Map<Class<?>, Deque<Status>> errors = new HashMap<>();
  private final Map<String, Polls> polls = new HashMap<>();

  /// The polls and the tasks of one queue: at any time one of the two is empty.
  private static final class Polls {
    final Deque<StreamObserver<Message>> waiting = new ArrayDeque<>();
    final Deque<Message> tasks = new ArrayDeque<>();
  }

  ScriptedServer() {
    try {
      server = InProcessServerBuilder.forName(name).addService(new Service()).build().start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    channel = InProcessChannelBuilder.forName(name).build();
  }

  /// The same answers for a server of another transport.
  BindableService service() {
    return new Service();
  }

  /// Drops the polls that wait, as a server does that dies.
  synchronized void forgetPolls() {
    polls.values().forEach(at -> at.waiting.clear());
  }

  Rpc rpc() {
    return connect(channel);
  }

  static Rpc connect(ManagedChannel channel) {
    return Rpc.open(
        channel,
        false,
        new CallHeaders("default", null, Map.of(), null),
        RpcRetryPolicy.defaults(),
        Duration.ofSeconds(30),
        MetricMeter.noop());
  }

  /// What requests of a type are answered with; an empty message without it.
  synchronized <Q extends Message> ScriptedServer answer(
      Class<Q> request, Function<Q, Message> answer) {
    answers.put(request, message -> answer.apply(request.cast(message)));
    return this;
  }

  /// The next request of a type is refused. Polls that wait are refused at once.
  synchronized void fail(Class<? extends Message> request, Status status) {
    errors.computeIfAbsent(request, _ -> new ArrayDeque<>()).add(status);
  }

  synchronized void giveActivity(PollActivityTaskQueueResponse task) {
    give("activity", task);
  }

  synchronized void giveWorkflowTask(PollWorkflowTaskQueueResponse task) {
    give("workflow", task);
  }

  synchronized void giveStickyTask(PollWorkflowTaskQueueResponse task) {
    give("sticky", task);
  }

  private void give(String queue, Message task) {
    Polls at = polls.computeIfAbsent(queue, _ -> new Polls());
    StreamObserver<Message> poll = at.waiting.poll();
    if (poll == null) {
      at.tasks.add(task);
    } else {
      poll.onNext(task);
      poll.onCompleted();
    }
  }

  synchronized int waitingPolls(String queue) {
    return polls.computeIfAbsent(queue, _ -> new Polls()).waiting.size();
  }

  /// The next request of a type, which is waited for.
  <Q extends Message> Q next(Class<Q> request) throws InterruptedException {
    Message message = of(request).poll(30, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("no " + request.getSimpleName() + " came in 30 seconds");
    }
    return request.cast(message);
  }

  /// The requests of a type that came and were not taken.
  <Q extends Message> List<Q> all(Class<Q> request) {
    List<Message> messages = new ArrayList<>();
    of(request).drainTo(messages);
    return messages.stream().map(request::cast).toList();
  }

  private synchronized BlockingQueue<Message> of(Class<?> request) {
    return received.computeIfAbsent(request, _ -> new LinkedBlockingQueue<>());
  }

  private synchronized @Nullable Status errorFor(Class<?> request) {
    Deque<Status> planned = errors.get(request);
    return planned == null ? null : planned.poll();
  }

  @SuppressWarnings("unchecked") // each answer is written for its request
  private <A extends Message> void receive(
      Message request, Message otherwise, StreamObserver<A> reply) {
    of(request.getClass()).add(request);
    Status error = errorFor(request.getClass());
    if (error != null) {
      reply.onError(error.asRuntimeException());
      return;
    }
    Function<Message, Message> answer;
    synchronized (this) {
      answer = answers.getOrDefault(request.getClass(), _ -> otherwise);
    }
    reply.onNext((A) answer.apply(request));
    reply.onCompleted();
  }

  @SuppressWarnings("unchecked") // each queue has tasks of its kind only
  private <A extends Message> void poll(String queue, Message request, StreamObserver<A> reply) {
    of(request.getClass()).add(request);
    Status error = errorFor(request.getClass());
    if (error != null) {
      reply.onError(error.asRuntimeException());
      return;
    }
    synchronized (this) {
      Polls at = polls.computeIfAbsent(queue, _ -> new Polls());
      Message task = at.tasks.poll();
      if (task == null) {
        var waiting = (StreamObserver<Message>) reply;
        at.waiting.add(waiting);
        ((ServerCallStreamObserver<A>) reply).setOnCancelHandler(() -> forget(at, waiting));
        return;
      }
      reply.onNext((A) task);
    }
    reply.onCompleted();
  }

  private synchronized void forget(Polls at, StreamObserver<Message> poll) {
    at.waiting.remove(poll);
  }

  /// Ends all waiting polls without a task, as a server does after a minute or at a shutdown.
  synchronized void endPolls() {
    polls.forEach(
        (queue, at) -> {
          Message empty =
              queue.equals("activity")
                  ? PollActivityTaskQueueResponse.getDefaultInstance()
                  : PollWorkflowTaskQueueResponse.getDefaultInstance();
          for (StreamObserver<Message> poll : at.waiting) {
            poll.onNext(empty);
            poll.onCompleted();
          }
          at.waiting.clear();
        });
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  static ByteString token(String token) {
    return ByteString.copyFromUtf8(token);
  }

  private final class Service extends WorkflowServiceGrpc.WorkflowServiceImplBase {
    @Override
    public void describeNamespace(
        DescribeNamespaceRequest request, StreamObserver<DescribeNamespaceResponse> reply) {
      receive(request, DescribeNamespaceResponse.getDefaultInstance(), reply);
    }

    @Override
    public void pollActivityTaskQueue(
        PollActivityTaskQueueRequest request, StreamObserver<PollActivityTaskQueueResponse> reply) {
      poll("activity", request, reply);
    }

    @Override
    public void pollWorkflowTaskQueue(
        PollWorkflowTaskQueueRequest request, StreamObserver<PollWorkflowTaskQueueResponse> reply) {
      poll(
          request.getTaskQueue().getNormalName().isEmpty() ? "workflow" : "sticky", request, reply);
    }

    @Override
    public void respondActivityTaskCompleted(
        RespondActivityTaskCompletedRequest request,
        StreamObserver<RespondActivityTaskCompletedResponse> reply) {
      receive(request, RespondActivityTaskCompletedResponse.getDefaultInstance(), reply);
    }

    @Override
    public void respondActivityTaskFailed(
        RespondActivityTaskFailedRequest request,
        StreamObserver<RespondActivityTaskFailedResponse> reply) {
      receive(request, RespondActivityTaskFailedResponse.getDefaultInstance(), reply);
    }

    @Override
    public void respondActivityTaskCanceled(
        RespondActivityTaskCanceledRequest request,
        StreamObserver<RespondActivityTaskCanceledResponse> reply) {
      receive(request, RespondActivityTaskCanceledResponse.getDefaultInstance(), reply);
    }

    @Override
    public void recordActivityTaskHeartbeat(
        RecordActivityTaskHeartbeatRequest request,
        StreamObserver<RecordActivityTaskHeartbeatResponse> reply) {
      receive(request, RecordActivityTaskHeartbeatResponse.getDefaultInstance(), reply);
    }

    @Override
    public void respondWorkflowTaskCompleted(
        RespondWorkflowTaskCompletedRequest request,
        StreamObserver<RespondWorkflowTaskCompletedResponse> reply) {
      receive(request, RespondWorkflowTaskCompletedResponse.getDefaultInstance(), reply);
    }

    @Override
    public void respondWorkflowTaskFailed(
        RespondWorkflowTaskFailedRequest request,
        StreamObserver<RespondWorkflowTaskFailedResponse> reply) {
      receive(request, RespondWorkflowTaskFailedResponse.getDefaultInstance(), reply);
    }

    @Override
    public void respondQueryTaskCompleted(
        RespondQueryTaskCompletedRequest request,
        StreamObserver<RespondQueryTaskCompletedResponse> reply) {
      receive(request, RespondQueryTaskCompletedResponse.getDefaultInstance(), reply);
    }

    @Override
    public void getWorkflowExecutionHistory(
        GetWorkflowExecutionHistoryRequest request,
        StreamObserver<GetWorkflowExecutionHistoryResponse> reply) {
      receive(request, GetWorkflowExecutionHistoryResponse.getDefaultInstance(), reply);
    }

    @Override
    public void recordWorkerHeartbeat(
        RecordWorkerHeartbeatRequest request, StreamObserver<RecordWorkerHeartbeatResponse> reply) {
      receive(request, RecordWorkerHeartbeatResponse.getDefaultInstance(), reply);
    }

    @Override
    public void shutdownWorker(
        ShutdownWorkerRequest request, StreamObserver<ShutdownWorkerResponse> reply) {
      receive(request, ShutdownWorkerResponse.getDefaultInstance(), reply);
    }
  }
}
