package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.activity.Activity;
import dev.perdure.activity.ActivityInfo;
import dev.perdure.converter.DataConverter;
import dev.perdure.worker.ActivityInboundCalls;
import dev.perdure.worker.ActivityOutboundCalls;
import dev.perdure.worker.WorkerInterceptor;
import io.temporal.api.common.v1.ActivityType;
import io.temporal.api.common.v1.Header;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskCompletedRequest;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ActivityInterceptorTest {
  private static final DataConverter CONVERTER = DataConverter.defaults();

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final ScriptedServer server = new ScriptedServer();
  private final TestWorkers workers = TestWorkers.with(new Greetings());
  private @Nullable RunningWorker worker;

  public static class Greetings {
    @Activity.Definition
    public String greet(String name) {
      Activity.heartbeat(1);
      return "Hello " + name + " from " + Activity.info().activityType();
    }
  }

  private record Logging(String name, List<String> log) implements WorkerInterceptor {
    @Override
    public ActivityInboundCalls interceptActivity(ActivityInboundCalls next) {
      return new Inbound(this, next);
    }

    void log(String text) {
      log.add(name + " " + text);
    }
  }

  private record Inbound(Logging to, ActivityInboundCalls next) implements ActivityInboundCalls {
    @Override
    public void init(ActivityOutboundCalls outbound) {
      next.init(new Outbound(to, outbound));
    }

    @Override
    public @Nullable Object executeActivity(ExecuteActivityInput input) throws Exception {
      to.log("execute " + input.arguments() + " " + input.headers().keySet());
      return next.executeActivity(input.withArguments(List.of(to.name)));
    }
  }

  private record Outbound(Logging to, ActivityOutboundCalls next) implements ActivityOutboundCalls {
    @Override
    public ActivityInfo info() {
      to.log("info");
      return next.info();
    }

    @Override
    public void heartbeat(List<@Nullable Object> details) {
      to.log("heartbeat " + details);
      next.heartbeat(List.of(to.name));
    }
  }

  private void start(WorkerInterceptor... interceptors) {
    workers.interceptors = List.of(interceptors);
    worker = workers.start(server);
  }

  private void giveGreet() {
    server.giveActivity(
        PollActivityTaskQueueResponse.newBuilder()
            .setTaskToken(ScriptedServer.token("token"))
            .setActivityId("7")
            .setActivityType(ActivityType.newBuilder().setName("greet"))
            .setHeader(Header.newBuilder().putFields("who", CONVERTER.encode("ada")))
            .setInput(CONVERTER.encodeAll("Ada"))
            .build());
  }

  @AfterEach
  void close() {
    if (worker != null) {
      worker.stop();
    }
    server.close();
  }

  @Test
  void an_attempt_passes_the_chain_inwards_and_its_calls_pass_it_outwards() throws Exception {
    start(new Logging("outer", log), new Logging("inner", log));

    giveGreet();

    assertThat(server.next(RespondActivityTaskCompletedRequest.class).getResult())
        .isEqualTo(CONVERTER.encodeAll("Hello inner from greet"));
    assertThat(log)
        .containsExactly(
            "outer execute [Ada] [who]",
            "inner execute [outer] [who]",
            "inner heartbeat [1]",
            "outer heartbeat [inner]",
            "inner info",
            "outer info");
  }

  private record Refusing() implements WorkerInterceptor {
    @Override
    public ActivityInboundCalls interceptActivity(ActivityInboundCalls next) {
      record Calls(ActivityInboundCalls next) implements ActivityInboundCalls {
        @Override
        public Object executeActivity(ExecuteActivityInput input) {
          throw new IllegalStateException("not today");
        }
      }
      return new Calls(next);
    }
  }

  @Test
  void what_an_interceptor_throws_fails_the_attempt() throws Exception {
    start(new Refusing());

    giveGreet();

    assertThat(server.next(RespondActivityTaskFailedRequest.class).getFailure().getMessage())
        .isEqualTo("not today");
  }
}
