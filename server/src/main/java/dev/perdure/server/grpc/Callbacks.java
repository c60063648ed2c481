package dev.perdure.server.grpc;

import dev.perdure.engine.record.CompletionCallback;
import dev.perdure.server.callback.AllowedAddresses;
import io.temporal.api.common.v1.Callback;
import java.util.List;

/// Checks the callbacks by which a start wants to have the end of its run told.
final class Callbacks {
  private static final int MAX_URL_LENGTH = 1000;
  private static final int MAX_HEADERS = 8 << 10;
  private static final String SYSTEM = "temporal://system";

  private Callbacks() {}

  static void check(List<Callback> callbacks, AllowedAddresses allowed) {
    if (callbacks.size() > CompletionCallback.MOST) {
      throw Validation.invalid(
          "cannot attach more than %d callbacks to a workflow".formatted(CompletionCallback.MOST));
    }
    for (var callback : callbacks) {
      if (callback.getVariantCase() != Callback.VariantCase.NEXUS) {
        throw NotYet.unimplemented(
            "unknown callback variant: " + callback.getVariantCase().name().replace('_', ' '));
      }
      check(callback.getNexus(), allowed);
    }
  }

  private static void check(Callback.Nexus callback, AllowedAddresses allowed) {
    var url = callback.getUrl();
    if (url.length() > MAX_URL_LENGTH) {
      throw Validation.invalid(
          "invalid url: url length longer than max length allowed of " + MAX_URL_LENGTH);
    }
    if (url.equals(SYSTEM)) {
      throw NotYet.unimplemented("Callbacks to the system itself are not implemented yet.");
    }
    var problem = allowed.problem(url);
    if (problem != null) {
      throw Validation.invalid(problem);
    }
    int size = 0;
    for (var header : callback.getHeaderMap().entrySet()) {
      size += header.getKey().length() + header.getValue().length();
    }
    if (size > MAX_HEADERS) {
      throw Validation.invalid(
          "invalid header: header size longer than max allowed size of " + MAX_HEADERS);
    }
  }
}
