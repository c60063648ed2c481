package dev.perdure.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// The address to listen on, with sentences for what can be wrong with it.
final class ListenAddress {
  private ListenAddress() {}

  static InetSocketAddress of(String ip, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(ip), port);
    } catch (UnknownHostException e) {
      throw new ServerStartException(
          "\"%s\" is no address of this machine; use an IP address such as 127.0.0.1."
              .formatted(ip),
          e);
    }
  }

  static String problem(IOException e, String ip, int port) {
    if (mentions(e, "already in use")) {
      return "Port %d on %s is in use; stop what listens there, or choose another port."
          .formatted(port, ip);
    }
    if (mentions(e, "Cannot assign requested address")) {
      return "%s is no address of this machine; use one that is, such as 127.0.0.1.".formatted(ip);
    }
    return "Port %d on %s cannot be opened (%s).".formatted(port, ip, e.getMessage());
  }

  private static boolean mentions(Throwable e, String text) {
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      var message = cause.getMessage();
      if (message != null && message.contains(text)) {
        return true;
      }
    }
    return false;
  }
}
