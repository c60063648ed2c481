package dev.perdure.engine.state;

import com.google.protobuf.ByteString;
import io.temporal.api.common.v1.Payload;

/// Tells the values that stand for no value (nothing, `null`, an empty list): where values have
/// names, such a one deletes its name.
public final class NullPayload {
  private static final ByteString NULL = ByteString.copyFromUtf8("null");
  private static final ByteString EMPTY_LIST = ByteString.copyFromUtf8("[]");

  private NullPayload() {}

  public static boolean is(Payload payload) {
    var data = payload.getData();
    return data.isEmpty() || data.equals(NULL) || data.equals(EMPTY_LIST);
  }
}
