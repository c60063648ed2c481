package dev.perdure.server.callback;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes HTTP calls.
final class Caller implements AutoCloseable {
  private static final int MOST_BODY = 64 << 10;

  private final Duration timeout;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable HttpClient client;
  private boolean isClosed;

  /// @param timeout how long one call may take
  Caller(Duration timeout) {
    this.timeout = timeout;
  }

  /// Makes a call.
  ///
  /// @param over told on any thread what came of it, unless this is closed before
  void call(HttpRequest request, Consumer<CallOutcome> over) {
    var http = client();
    if (http == null) {
      return;
    }
    var answer = http.sendAsync(request, Caller::body);
    var _ =
        answer
            .copy()
            .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (response, failure) -> {
                  answer.cancel(true); // Without effect unless it took too long.
                  over.accept(outcome(response, failure));
                });
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
      if (client != null) {
        client.shutdownNow();
      }
    } finally {
      lock.unlock();
    }
  }
}
