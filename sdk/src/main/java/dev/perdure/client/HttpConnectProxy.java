package dev.perdure.client;

import io.grpc.HttpConnectProxiedSocketAddress;
import io.grpc.ProxiedSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/// An HTTP proxy through which a client connects, by the method CONNECT. Immutable.
public final class HttpConnectProxy {
  private static final int PORT_MAX = 65_535;

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
  /// @throws IllegalArgumentException when it has no host, or no port from 1 to 65535
  public static HttpConnectProxy of(String address) {
    int colon = address.lastIndexOf(':');
    int port = port(address.substring(colon + 1));
    if (colon < 1 || port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "A proxy is named as host:port, but \"%s\" is not.".formatted(address));
    }
    return new HttpConnectProxy(address.substring(0, colon), port, null, null);
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return 0; // which is none
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

  /// The way to a server through this proxy.
  ///
  /// @throws UnknownHostException when the proxy's own name is not known
  ProxiedSocketAddress to(SocketAddress server) throws UnknownHostException {
    var address = new InetSocketAddress(host, port);
    if (address.isUnresolved()) {
      throw new UnknownHostException("the proxy %s is not known".formatted(this));
    }
    return HttpConnectProxiedSocketAddress.newBuilder()
        .setTargetAddress((InetSocketAddress) server)
        .setProxyAddress(address)
        .setUsername(user)
        .setPassword(password)
        .build();
  }

  /// The password is left out.
  @Override
  public String toString() {
    return host + ":" + port;
  }
}
