package dev.perdure.client;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// An HTTP proxy through which a client connects, by the method CONNECT. Immutable.
public final class HttpConnectProxy {
  private final String host;
  private final int port;
  private final @Nullable String user;
  private final @Nullable String password;

  private HttpConnectProxy(
      String host, int port, @Nullable String user, @Nullable String password) {
    this.host = host;
    this.port = port;
    this.user = user;
    this.password = password;
  }

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

  /// The proxy's host.
  public String host() {
    return host;
  }

  /// Its port.
  public int port() {
    return port;
  }

  @Nullable String user() {
    return user;
  }

  @Nullable String password() {
    return password;
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
