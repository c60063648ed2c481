package dev.perdure.cli;

import dev.perdure.server.ServerOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// The flags that both server commands have, by the names of the official `temporal server
/// start-dev`.
final class ServerFlags {
  @Option(
      names = {"--port", "-p"},
      paramLabel = "PORT",
      defaultValue = "7233",
      description = "Port for clients and workers; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--ip",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}, this machine only).")
  private String ip = "127.0.0.1";

  @Option(
      names = {"--namespace", "-n"},
      paramLabel = "NAME",
      description =
          "A namespace that exists from the start, beside `default`; may be given several times.")
  private List<String> namespaces = new ArrayList<>();

  @Option(
      names = "--search-attribute",
      paramLabel = "NAME=TYPE",
      description =
          "A custom search attribute; TYPE is one of Text, Keyword, Int, Double, Bool, Datetime,"
              + " KeywordList. May be given several times.")
  private Map<String, String> searchAttributes = new LinkedHashMap<>();

  @Option(
      names = "--sqlite-pragma",
      paramLabel = "NAME=VALUE",
      description =
          "A pragma of SQLite that tunes the database, such as cache_size=-65536; may be given"
              + " several times.")
  private Map<String, String> pragmas = new LinkedHashMap<>();

  @Option(
      names = "--dynamic-config-value",
      paramLabel = "NAME=VALUE",
      description =
          "A setting by the official server's name; unknown names change nothing. Known:"
              + " limit.historyCount.suggestContinueAsNew, limit.historySize.suggestContinueAsNew,"
              + " limit.historyCount.error, limit.historySize.error, callback.allowedAddresses.")
  private Map<String, String> dynamicConfig = new LinkedHashMap<>();

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "warn",
      description = "debug, info, warn, error or never (default: ${DEFAULT-VALUE}).")
  private LogLevel logLevel = LogLevel.WARN;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      defaultValue = "pretty",
      description = "pretty, text or json (default: ${DEFAULT-VALUE}).")
  private LogFormat logFormat = LogFormat.PRETTY;

  @Option(names = "--headless", description = "No web page (there is none yet).")
  private boolean headless;

  @Option(
      names = "--ui-port",
      paramLabel = "PORT",
      description = "Port of the web page (not built yet: nothing listens).")
  private @Nullable Integer uiPort;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "Port of the HTTP API (not built yet: nothing listens).")
  private @Nullable Integer httpPort;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = "Port of the metrics page (not built yet: nothing listens).")
  private @Nullable Integer metricsPort;

  @Option(
      names = {
        "--ui-ip",
        "--ui-asset-path",
        "--ui-public-path",
        "--ui-codec-endpoint",
      },
      paramLabel = "TEXT",
      hidden = true)
  private List<String> uiDetails = new ArrayList<>();

  /// What the flags ask of the server; sets the log up on the way.
  ///
  /// @throws ParameterException if a value is wrong, with one sentence
  ServerOptions options(CommandLine command) {
    ConsoleLog.configure(logLevel, logFormat);
    try {
      return ServerOptions.defaults()
          .withIp(ip)
          .withPort(port)
          .withNamespaces(namespaces)
          .withSearchAttributes(searchAttributes)
          .withSqlitePragmas(pragmas)
          .withDynamicConfig(dynamicConfig);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
  }

  /// The parts that the flags ask for and that this version does not have.
  List<String> notBuilt() {
    var parts = new ArrayList<String>();
    if ((uiPort != null || !uiDetails.isEmpty()) && !headless) {
      parts.add("the web page" + (uiPort == null ? "" : " (--ui-port " + uiPort + ")"));
    }
    if (httpPort != null) {
      parts.add("the HTTP API (--http-port " + httpPort + ")");
    }
    if (metricsPort != null) {
      parts.add("the metrics page (--metrics-port " + metricsPort + ")");
    }
    return parts;
  }
}
