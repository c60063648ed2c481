package dev.perdure.server.grpc;

import io.temporal.api.common.v1.Callback;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/// Checks the callbacks by which a start wants to have the end of its run told. No address is
/// allowed yet, which is how Temporal's server starts, too.
final class Callbacks {
  private static final int MOST = 32;
  private static final int MAX_URL_LENGTH = 1000;
  private static final String SYSTEM = "temporal://system";

  private Callbacks() {}

  static void check(List<Callback> callbacks) {
    if (callbacks.size() > MOST) {
      throw Validation.invalid(
          "cannot attach more than %d callbacks to a workflow".formatted(MOST));
    }
    for (var callback : callbacks) {
      if (callback.getVariantCase() != Callback.VariantCase.NEXUS) {
        throw NotYet.unimplemented(
            "unknown callback variant: " + callback.getVariantCase().name().replace('_', ' '));
      }
      check(callback.getNexus());
    }
  }

  private static void check(Callback.Nexus callback) {
    var url = callback.getUrl();
    if (url.length() > MAX_URL_LENGTH) {
      throw Validation.invalid(
          "invalid url: url length longer than max length allowed of " + MAX_URL_LENGTH);
    }
    if (url.equals(SYSTEM)) {
      throw NotYet.unimplemented("Callbacks to the system itself are not implemented yet.");
    }
    throw notAllowed(url);
  }

  private static RejectedException notAllowed(String url) {
    URI address;
    try {
      address = new URI(url);
    } catch (URISyntaxException e) {
      return Validation.invalid("invalid callback url: " + e.getMessage());
    }
    var scheme = address.getScheme();
    if (!"http".equals(scheme) && !"https".equals(scheme)) {
      return Validation.invalid("invalid url: unknown scheme: " + url);
    }
    return Validation.invalid(
        address.getRawAuthority() == null
            ? "invalid url: missing host"
            : "invalid url: url does not match any configured callback address: " + url);
  }
}
