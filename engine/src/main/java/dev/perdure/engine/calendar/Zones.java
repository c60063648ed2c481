package dev.perdure.engine.calendar;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesProvider;

/// The time zones of the tz database, by their names there and no others.
final class Zones {
  private Zones() {}

  /// @param name empty for UTC
  /// @throws IllegalArgumentException if there is no such zone
  static ZoneId of(String name) {
    if (name.isEmpty() || name.equals("UTC") || name.equals("Local")) {
      return ZoneOffset.UTC; // "Local" is the server's own zone, which is UTC.
    }
    if (name.contains("..") || name.startsWith("/") || name.contains("\\")) {
      throw new IllegalArgumentException("time: invalid location name");
    }
    if (ZoneRulesProvider.getAvailableZoneIds().contains(name)) {
      return ZoneId.of(name);
    }
    // Three names of the database that Java has under another one.
    return switch (name) {
      case "EST" -> ZoneOffset.ofHours(-5);
      case "MST" -> ZoneOffset.ofHours(-7);
      case "HST" -> ZoneOffset.ofHours(-10);
      default -> throw new IllegalArgumentException("unknown time zone " + name);
    };
  }
}
