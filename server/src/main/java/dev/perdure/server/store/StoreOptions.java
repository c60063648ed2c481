package dev.perdure.server.store;

import java.time.Duration;
import java.util.Map;

/// How a [Store] works.
///
/// @param pragmas SQLite pragmas set on every connection after the store's own, name to value
/// @param foldAfter how long an entity's records stay in the journal before they move to the tables
/// @param foldRest how long the tables rest at least when all of it was moved for a reader: whoever
///   reads again and again must not make the writer move each transition by itself
/// @param logBytes how many bytes of journal a start after a crash reads at most
/// @param walBytes how large SQLite's write-ahead log may grow before readers are held for a moment
/// @param freeBytesLow below this much free space [Store#freeSpaceLow()] is true
public record StoreOptions(
    Map<String, String> pragmas,
    Duration foldAfter,
    Duration foldRest,
    long logBytes,
    long walBytes,
    long freeBytesLow) {
  /// 500 ms, 50 ms, 8 MiB, 64 MiB, 64 MiB, and no pragmas of one's own.
  public static final StoreOptions DEFAULT =
      new StoreOptions(
          Map.of(), Duration.ofMillis(500), Duration.ofMillis(50), 8L << 20, 64L << 20, 64L << 20);

  public StoreOptions {
    pragmas = Map.copyOf(pragmas);
    if (foldAfter.isNegative()
        || foldRest.isNegative()
        || logBytes <= 0
        || walBytes <= 0
        || freeBytesLow < 0) {
      throw new IllegalArgumentException("Times and sizes of StoreOptions must be positive");
    }
  }

  public StoreOptions withPragmas(Map<String, String> pragmas) {
    return new StoreOptions(pragmas, foldAfter, foldRest, logBytes, walBytes, freeBytesLow);
  }

  public StoreOptions withFoldAfter(Duration foldAfter) {
    return new StoreOptions(pragmas, foldAfter, foldRest, logBytes, walBytes, freeBytesLow);
  }

  public StoreOptions withFoldRest(Duration foldRest) {
    return new StoreOptions(pragmas, foldAfter, foldRest, logBytes, walBytes, freeBytesLow);
  }

  public StoreOptions withLogBytes(long logBytes) {
    return new StoreOptions(pragmas, foldAfter, foldRest, logBytes, walBytes, freeBytesLow);
  }

  public StoreOptions withWalBytes(long walBytes) {
    return new StoreOptions(pragmas, foldAfter, foldRest, logBytes, walBytes, freeBytesLow);
  }
}
