package dev.perdure.server.callback;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes HTTP calls, a few at a time to each address: one that does not answer holds up nobody but
/// those who want to be told there.
final class Caller implements AutoCloseable {
  private static final int MOST_AT_ONCE = 8;
  private static final int MOST_BODY = 64 << 10;

  private final Duration timeout;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Line> lines = new HashMap<>();
  private @Nullable HttpClient client;
  private boolean isClosed;

  /// The calls to one address.
  private static final class Line {
    final ArrayDeque<Call> waiting = new ArrayDeque<>();
    int underWay;
  }

  private record Call(HttpRequest request, Consumer<CallOutcome> over) {}

  /// @param timeout how long one call may take
  Caller(Duration timeout) {
    this.timeout = timeout;
  }

  /// Makes a call, as soon as those to the same address allow it.
  ///
  /// @param over told on any thread what came of it, unless this is closed before
  void call(HttpRequest request, Consumer<CallOutcome> over) {
    var call = new Call(request, over);
    lock.lock();
    try {
      var line = lines.computeIfAbsent(address(request), _ -> new Line());
      if (line.underWay >= MOST_AT_ONCE) {
        line.waiting.add(call);
        return;
      }
      line.underWay++;
    } finally {
      lock.unlock();
    }
    begin(call);
  }

  private static String address(HttpRequest request) {
    return request.uri().getScheme() + "://" + request.uri().getRawAuthority();
  }

  private void begin(Call call) {
    var http = client();
    if (http == null) {
      return;
    }
    var answer = http.sendAsync(call.request, Caller::body);
    var _ =
        answer
            .copy()
            .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (response, failure) -> {
                  answer.cancel(true); // Without effect unless it took too long.
                  next(call);
                  call.over.accept(outcome(response, failure));
                });
  }

  private void next(Call over) {
    Call next;
    lock.lock();
    try {
      var address = address(over.request);
      var line = lines.get(address);
      if (line == null) {
        return;
      }
      next = line.waiting.poll();
      if (next == null && --line.underWay == 0) {
        lines.remove(address);
      }
    } finally {
      lock.unlock();
    }
    if (next != null) {
      begin(next);
    }
  }

  /// Most servers never make a call, and need no client for it.
  private @Nullable HttpClient client() {
    lock.lock();
    try {
      if (client == null && !isClosed) {
        client =
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .executor(task -> Thread.ofVirtual().name("perdure-callback").start(task))
                .build();
      }
      return isClosed ? null : client;
    } finally {
      lock.unlock();
    }
  }

  /// Of a good answer nothing is wanted, of others what a message may need.
  private static HttpResponse.BodySubscriber<String> body(HttpResponse.ResponseInfo info) {
    return info.statusCode() / 100 == 2
        ? BodySubscribers.replacing("")
        : BodySubscribers.limiting(BodySubscribers.ofString(StandardCharsets.UTF_8), MOST_BODY);
  }

  private CallOutcome outcome(
      @Nullable HttpResponse<String> response, @Nullable Throwable failure) {
    if (response != null) {
      return CallOutcome.of(response.statusCode(), response.headers(), response.body());
    }
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return CallOutcome.failed(
        cause instanceof TimeoutException || cause == null
            ? "no answer within " + timeout.toSeconds() + " s"
            : cause.toString());
  }

  @Override
  public void close() {
    lock.lock();
    try {
      isClosed = true;
      lines.clear();
      if (client != null) {
        client.shutdownNow();
      }
    } finally {
      lock.unlock();
    }
  }
}
