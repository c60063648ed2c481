package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.StringValue;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthServiceTest {
  private final AtomicBoolean serving = new AtomicBoolean(true);
  private final String name = InProcessServerBuilder.generateName();
  private final HealthService health = new HealthService(serving::get);
  private final Server server =
      InProcessServerBuilder.forName(name).addService(health.definition()).build();
  private final ManagedChannel channel = InProcessChannelBuilder.forName(name).build();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  @Test
  void a_running_server_is_serving() {
    assertThat(check("")).isEqualTo(1);
    assertThat(check("temporal.api.workflowservice.v1.WorkflowService")).isEqualTo(1);
  }

  @Test
  void a_draining_server_is_not_serving() {
    serving.set(false);

    assertThat(check("")).isEqualTo(2);
  }

  @Test
  void an_unknown_service_is_not_found() {
    assertThatThrownBy(() -> check("nobody"))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("NOT_FOUND: unknown service \"nobody\"");
  }

  @Test
  void a_watch_starts_with_the_present_state() {
    var states =
        ClientCalls.blockingServerStreamingCall(
            channel, HealthService.WATCH, CallOptions.DEFAULT, StringValue.of(""));

    assertThat(states.next().getValue()).isEqualTo(1);
  }

  @Test
  void a_watch_ends_when_the_server_stops() {
    var states =
        ClientCalls.blockingServerStreamingCall(
            channel, HealthService.WATCH, CallOptions.DEFAULT, StringValue.of(""));
    assertThat(states.next().getValue()).isEqualTo(1);

    health.stop();

    assertThat(states.next().getValue()).isEqualTo(2);
    assertThat(states.hasNext()).isFalse();
  }

  private int check(String service) {
    return ClientCalls.blockingUnaryCall(
            channel, HealthService.CHECK, CallOptions.DEFAULT, StringValue.of(service))
        .getValue();
  }
}
