package dev.perdure.internal.rpc;

import dev.perdure.common.MetricMeter;
import dev.perdure.common.MetricMeter.Counter;
import dev.perdure.common.MetricMeter.HistogramDuration;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts and times each attempt of each call.
final class RpcMetrics implements ClientInterceptor {
  /// Set for calls that the server answers when there is news.
  static final CallOptions.Key<Boolean> LONG_POLL =
      CallOptions.Key.createWithDefault("perdure-long-poll", false);

  private final Family calls;
  private final Family longPolls;

  RpcMetrics(MetricMeter meter, String namespace) {
    MetricMeter own = meter.withAdditionalAttributes(Map.of("namespace", namespace));
    this.calls = new Family(own, "temporal_request");
    this.longPolls = new Family(own, "temporal_long_request");
  }

  private static final class Family {
    final Counter count;
    final Counter failures;
    final HistogramDuration latency;

    Family(MetricMeter meter, String name) {
      count = meter.createCounter(name);
      failures = meter.createCounter(name + "_failure");
      latency = meter.createHistogramDuration(name + "_latency", "", "duration");
    }
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    Family family = options.getOption(LONG_POLL) ? longPolls : calls;
    @Nullable String name = method.getBareMethodName();
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        String operation = name == null ? method.getFullMethodName() : name;
        family.count.add(1, Map.of("operation", operation));
        super.start(timed(listener, family, operation), headers);
      }
    };
  }

  private static <A> ClientCall.Listener<A> timed(
      ClientCall.Listener<A> listener, Family family, String operation) {
    long start = System.nanoTime();
    return new SimpleForwardingClientCallListener<>(listener) {
      @Override
      public void onClose(Status status, Metadata trailers) {
        family.latency.record(
            Duration.ofNanos(System.nanoTime() - start), Map.of("operation", operation));
        if (!status.isOk()) {
          family.failures.add(
              1, Map.of("operation", operation, "status_code", status.getCode().name()));
        }
        super.onClose(status, trailers);
      }
    };
  }
}
