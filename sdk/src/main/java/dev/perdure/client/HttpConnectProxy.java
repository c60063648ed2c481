package dev.perdure.client;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// An HTTP proxy through which a client connects, by the method CONNECT.
///
/// @param host the proxy's host
/// @param port its port
/// @param user the user for basic authentication; null for none
/// @param password the user's password; null for none
public record HttpConnectProxy(
    String host, int port, @Nullable String user, @Nullable String password) {
  /// A proxy without authentication.
  ///
  /// @param address as in `proxy.example.com:3128`
  /// @throws IllegalArgumentException when it has no port
  public static HttpConnectProxy of(String address) {
    int colon = address.lastIndexOf(':');
    try {
      return new HttpConnectProxy(
          address.substring(0, Math.max(colon, 0)),
          Integer.parseInt(address.substring(colon + 1)),
          null,
          null);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "A proxy is named as host:port, but \"%s\" is not.".formatted(address), e);
    }
  }

  /// The same with basic authentication.
  public HttpConnectProxy withBasicAuth(String user, String password) {
    return new HttpConnectProxy(host, port, user, password);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(host, port);
  }

  /// The password is left out.
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
