package dev.perdure.client;

import dev.perdure.internal.rpc.ClosedException;
import dev.perdure.internal.wire.Wire;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Tells gRPC errors in words that say what to do.
final class RpcErrors {
  private RpcErrors() {}

  static RpcException of(StatusRuntimeException e, String target) {
    Status status = e.getStatus();
    String text = Objects.requireNonNullElse(status.getDescription(), "no description");
    if (e instanceof ClosedException) {
      return new RpcException(text, e);
    }
    if (tlsError(e) instanceof SSLException tls) {
      return new RpcException(
          "There is no encrypted connection to %s: %s. %s"
              .formatted(target, tls.getMessage(), advice(tls)),
          e);
    }
    return new RpcException(
        switch (status.getCode()) {
          case UNAVAILABLE -> unavailable(target, reason(e, text));
          case UNAUTHENTICATED ->
              "The server at %s does not accept who calls: %s. Check ClientOptions.withApiKey, or the client's certificate."
                  .formatted(target, text);
          case DEADLINE_EXCEEDED ->
              "The server at %s did not answer in time: %s".formatted(target, text);
          case UNIMPLEMENTED -> "The server at %s does not offer this: %s".formatted(target, text);
          default ->
              "The server at %s answered %s: %s%s"
                  .formatted(target, status.getCode(), text, mend(text));
        },
        e);
  }

  /// What to do about it, where the server does not say so; else nothing.
  private static String mend(String text) {
    return text.contains("has no mapping defined for search attribute")
        ? ". Register it first: by ServerOptions.withSearchAttributes, `perdure server start-dev"
            + " --search-attribute NAME=TYPE`, or OperatorService's AddSearchAttributes."
        : "";
  }

  private static String unavailable(String target, String reason) {
    boolean isCutOff =
        reason.contains("Network closed for unknown reason")
            || reason.contains("First received frame was not SETTINGS")
            || reason.contains("Connection reset"); // what it said was lost with the connection
    return (isCutOff
            ? "The server at %s took the connection and did not speak gRPC, or has just ended: %s."
                + " It may want TLS (ClientOptions.withTls) or a client's certificate"
                + " (TlsOptions.withClientCert); else check the port."
            : "No server answers at %s: %s. Start one with `perdure server start-dev`, or check the"
                + " address.")
        .formatted(target, reason);
  }

  /// What went wrong below gRPC says more than gRPC's "io exception".
  private static String reason(StatusRuntimeException e, String text) {
    Throwable cause = e.getCause();
    return cause == null || cause.getMessage() == null ? text : cause.getMessage();
  }

  private static @Nullable Throwable tlsError(Throwable e) {
    Throwable at = e;
    while (at != null && !(at instanceof SSLException)) {
      at = at.getCause();
    }
    return at;
  }

  private static String advice(SSLException error) {
    String text = String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT);
    if (text.contains("not an ssl/tls record")) {
      return "The server does not speak TLS; leave it out, or check the port.";
    }
    // An alert comes from the other side.
    if (text.contains("alert") && (text.contains("certificate") || text.contains("unknown_ca"))) {
      return "It is the server that does not trust the client: see TlsOptions.withClientCert.";
    }
    return "Check the certificates, whose authority TlsOptions.withServerRootCaCert names, and the"
        + " server's name.";
  }

  static WorkflowExecutionStatus status(io.temporal.api.enums.v1.WorkflowExecutionStatus status) {
    return Wire.constant(status, "WORKFLOW_EXECUTION_STATUS_", WorkflowExecutionStatus.UNSPECIFIED);
  }
}
