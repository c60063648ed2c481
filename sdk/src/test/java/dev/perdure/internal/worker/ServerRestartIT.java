package dev.perdure.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.internal.worker.RunningWorkerTest.Idle;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueRequest;
import io.temporal.api.workflowservice.v1.PollActivityTaskQueueResponse;
import io.temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServerRestartIT {
  private final ScriptedServer server = new ScriptedServer();
  private final TestWorkers workers = TestWorkers.with(new Idle());

  @Test
  void a_worker_goes_on_after_its_server_was_restarted() throws Exception {
    var address = new InetSocketAddress("localhost", 0);
    Server first = NettyServerBuilder.forAddress(address).addService(server.service()).build();
    int port = first.start().getPort();
    ManagedChannel channel =
        Grpc.newChannelBuilder("localhost:" + port, InsecureChannelCredentials.create()).build();
    RunningWorker worker = workers.start(ScriptedServer.connect(channel));
    server.next(PollActivityTaskQueueRequest.class);

    first.shutdownNow().awaitTermination();
    server.forgetPolls();
    Server second =
        NettyServerBuilder.forAddress(new InetSocketAddress("localhost", port))
            .addService(server.service())
            .build()
            .start();
    server.giveActivity(
        PollActivityTaskQueueResponse.newBuilder()
            .setTaskToken(ScriptedServer.token("after"))
            .build());

    var report = server.next(RespondActivityTaskFailedRequest.class);
    assertThat(report.getTaskToken().toStringUtf8()).isEqualTo("after");
    worker.stop();
    channel.shutdownNow();
    second.shutdownNow();
  }
}
