package dev.perdure.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.logging.LogManager;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// The command line's log: everything that any part of the process logs, on the standard error.
///
/// Logback finds it as a service, before it would look for files to configure itself from.
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class ConsoleLog extends ContextAwareBase implements Configurator {
  private static final String NETTY = "io.grpc.netty.shaded.io.netty";
  private static final String PRETTY = "%d{HH:mm:ss.SSS} %-5level %logger{24} - %msg%n";
  private static final String TEXT = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger - %msg%n";

  /// Sets the level and the form of the whole log.
  static void configure(LogLevel level, LogFormat format) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    write(context, level, format);
    LogManager.getLogManager().reset();
    SLF4JBridgeHandler.install();
    java.util.logging.Logger.getLogger("").setLevel(julLevel(level));
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    write(context, LogLevel.WARN, LogFormat.PRETTY);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static void write(LoggerContext context, LogLevel level, LogFormat format) {
    Encoder<ILoggingEvent> encoder = encoder(format);
    encoder.setContext(context);
    encoder.start();
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(console);
    root.setLevel(level.level());
    // A peer that hangs up at the wrong moment is worth a stack trace only to who asks for details.
    context.getLogger(NETTY).setLevel(quieter(level).level());
  }

  private static LogLevel quieter(LogLevel level) {
    return switch (level) {
      case DEBUG -> LogLevel.DEBUG;
      case INFO, WARN, ERROR -> LogLevel.ERROR;
      case NEVER -> LogLevel.NEVER;
    };
  }

  private static Encoder<ILoggingEvent> encoder(LogFormat format) {
    if (format == LogFormat.JSON) {
      return new JsonEncoder();
    }
    var pattern = new PatternLayoutEncoder();
    pattern.setPattern(format == LogFormat.PRETTY ? PRETTY : TEXT);
    return pattern;
  }

  /// Below the level nothing is handed over at all: the bridge would build every record first.
  private static java.util.logging.Level julLevel(LogLevel level) {
    return switch (level) {
      case DEBUG -> java.util.logging.Level.FINE;
      case INFO -> java.util.logging.Level.INFO;
      case WARN -> java.util.logging.Level.WARNING;
      case ERROR -> java.util.logging.Level.SEVERE;
      case NEVER -> java.util.logging.Level.OFF;
    };
  }
}
