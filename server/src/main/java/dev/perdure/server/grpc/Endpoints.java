package dev.perdure.server.grpc;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Where the services can be called: inside the process, and on a TCP port.
///
/// Calls are served on the thread that brings them: nothing that they do waits.
public final class Endpoints {
  private final List<ServerServiceDefinition> services;
  private final Waits waits = new Waits();
  private final HealthService health;
  private @Nullable Server inProcess;
  private @Nullable ManagedChannel channel;
  private @Nullable Server tcp;
  private @Nullable ExecutorService callbacks;

  /// @param serving what the health service says
  /// @param time how clients steer time, empty if they cannot
  public Endpoints(Backend backend, BooleanSupplier serving, Optional<TestTime> time) {
    health = new HealthService(serving);
    var all = new ArrayList<ServerServiceDefinition>();
    all.add(WorkflowService.definition(backend, waits));
    all.add(OperatorService.definition(backend));
    all.add(health.definition());
    all.add(ProtoReflectionServiceV1.newInstance().bindService());
    time.map(TestService::definition).ifPresent(all::add);
    services = List.copyOf(all);
  }

  public void startInProcess() {
    var name = "perdure-" + UUID.randomUUID();
    try {
      inProcess =
          InProcessServerBuilder.forName(name)
              .directExecutor()
              .addServices(services)
              .build()
              .start();
    } catch (IOException e) {
      throw new IllegalStateException("The name is unique and cannot be taken", e);
    }
    // What callers do when a call completes runs on threads of its own, and cannot hold up replies.
    callbacks = Executors.newVirtualThreadPerTaskExecutor();
    channel = InProcessChannelBuilder.forName(name).executor(callbacks).build();
  }

  /// Opens the TCP port.
  ///
  /// @throws IOException if the port cannot be opened
  public void startTcp(InetSocketAddress address) throws IOException {
    tcp =
        NettyServerBuilder.forAddress(address)
            .directExecutor()
            .addServices(services)
            .maxInboundMessageSize(ReceivingMarshaller.MAX_READ_BYTES)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .build()
            .start();
  }

  public ManagedChannel channel() {
    if (channel == null) {
      throw new IllegalStateException("not started");
    }
    return channel;
  }

  /// The TCP address that is listened on.
  public Optional<InetSocketAddress> address() {
    return tcp == null
        ? Optional.empty()
        : tcp.getListenSockets().stream()
            .filter(InetSocketAddress.class::isInstance)
            .map(InetSocketAddress.class::cast)
            .findFirst();
  }

  /// Takes no new calls, and ends the waits of clients; calls in progress go on.
  public void refuse() {
    if (tcp != null) {
      tcp.shutdown();
    }
    if (inProcess != null) {
      inProcess.shutdown();
    }
    waits.endAll();
    health.stop();
  }

  /// Lets calls in progress finish for a while, and ends the rest.
  public void close(Duration atMost) {
    long until = System.nanoTime() + atMost.toNanos();
    close(tcp, until);
    close(inProcess, until);
    if (channel != null) {
      channel.shutdownNow();
    }
    if (callbacks != null) {
      callbacks.shutdown();
    }
  }

  private static void close(@Nullable Server server, long untilNanos) {
    if (server == null) {
      return;
    }
    server.shutdown();
    try {
      if (!server.awaitTermination(untilNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        server.shutdownNow();
        server.awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
