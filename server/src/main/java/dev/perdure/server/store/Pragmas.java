package dev.perdure.server.store;

import dev.perdure.server.store.StoreException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The SQLite pragmas that may be set from outside.
final class Pragmas {
  /// They tune, and cannot break what the store relies on.
  private static final Set<String> FREE =
      Set.of(
          "busy_timeout",
          "cache_size",
          "cache_spill",
          "journal_size_limit",
          "max_page_count",
          "mmap_size",
          "secure_delete",
          "synchronous",
          "temp_store",
          "threads");

  /// The store works with this one value only.
  private static final Map<String, String> FIXED =
      Map.of("journal_mode", "wal", "locking_mode", "normal");

  private static final Pattern VALUE = Pattern.compile("-?[A-Za-z0-9_]+");

  private Pragmas() {}

  /// Refuses what the store cannot work with.
  ///
  /// @throws StoreException if there is such a pragma
  static void check(Map<String, String> pragmas) {
    for (var pragma : pragmas.entrySet()) {
      var name = pragma.getKey().toLowerCase(Locale.ROOT);
      var value = pragma.getValue().toLowerCase(Locale.ROOT);
      var fixed = FIXED.get(name);
      if (fixed != null && !fixed.equals(value)) {
        throw new StoreException(
            Kind.BAD_OPTION,
            "SQLite pragma "
                + name
                + "="
                + pragma.getValue()
                + " is not possible: the server needs "
                + name
                + "="
                + fixed
                + ".");
      }
      if (fixed == null && !FREE.contains(name)) {
        throw new StoreException(
            Kind.BAD_OPTION,
            "SQLite pragma "
                + pragma.getKey()
                + " cannot be set. These can: "
                + String.join(", ", new TreeSet<>(FREE))
                + ".");
      }
      if (!VALUE.matcher(value).matches()) {
        throw new StoreException(
            Kind.BAD_OPTION,
            "SQLite pragma "
                + name
                + " has the value \""
                + pragma.getValue()
                + "\". It must be a number or a word.");
      }
    }
  }

  /// The bound on the file's pages, 0 if it is not set.
  static long maxPageCount(Map<String, String> pragmas) {
    for (var pragma : pragmas.entrySet()) {
      if (pragma.getKey().equalsIgnoreCase("max_page_count")) {
        try {
          return Math.max(0, Long.parseLong(pragma.getValue()));
        } catch (NumberFormatException e) {
          return 0;
        }
      }
    }
    return 0;
  }

  static void apply(Connection connection, Map<String, String> pragmas) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var pragma : pragmas.entrySet()) {
        statement.execute("PRAGMA " + pragma.getKey() + "=" + pragma.getValue());
      }
    }
  }
}
