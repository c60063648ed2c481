package dev.perdure.server;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Somebody who wants to be told how workflows end: an HTTP server that answers as it is told to.
final class CallbackTarget implements AutoCloseable {
  private final HttpServer server;
  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
  private volatile boolean waitsForAnswers;

  /// What one call said.
  record Told(String path, Headers headers, String body) {
    String header(String name) {
      return String.valueOf(headers.getFirst(name));
    }
  }

  /// @param port 0 for any
  CallbackTarget(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::hear);
    server.start();
  }

  private void hear(HttpExchange exchange) throws IOException {
    try (exchange) {
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer(), -1);
      told.add(new Told(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body));
    }
  }

  private int answer() throws IOException {
    try {
      var answer = waitsForAnswers ? answers.take() : answers.poll();
      return answer == null ? 200 : answer;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /// The next call gets this status, in place of 200.
  void answerNext(int status) {
    answers.add(status);
  }

  /// From now on a call waits until the test says its answer.
  void waitForAnswers() {
    waitsForAnswers = true;
  }

  /// The next call.
  Told next() throws InterruptedException {
    var next = told.poll(30, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nobody was told");
    }
    return next;
  }

  boolean isIdle() {
    return told.isEmpty();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
