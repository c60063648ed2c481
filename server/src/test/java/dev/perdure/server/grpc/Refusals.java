package dev.perdure.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Looks at how a call was refused: status, text and typed detail.
record Refusals(Status status, com.google.rpc.Status details) {
  static Refusals of(ThrowingCallable call) {
    var thrown = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(thrown).as("the call is refused").isNotNull();
    var trailers = thrown.getTrailers();
    var details = trailers == null ? null : trailers.get(Statuses.DETAILS);
    return new Refusals(
        thrown.getStatus(), details == null ? com.google.rpc.Status.getDefaultInstance() : details);
  }

  Refusals with(Status.Code code, String text) {
    assertThat(status.getCode()).isEqualTo(code);
    assertThat(Objects.requireNonNull(status.getDescription())).isEqualTo(text);
    return this;
  }

  <M extends Message> M detail(Class<M> type) {
    assertThat(details.getCode()).isEqualTo(status.getCode().value());
    assertThat(details.getMessage()).isEqualTo(status.getDescription());
    assertThat(details.getDetailsList()).hasSize(1);
    try {
      return details.getDetails(0).unpack(type);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("another detail: " + details.getDetails(0).getTypeUrl(), e);
    }
  }

  void noDetail() {
    assertThat(details.getDetailsList()).isEmpty();
  }
}
