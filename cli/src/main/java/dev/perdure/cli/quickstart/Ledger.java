package dev.perdure.cli.quickstart;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// The card network's book: a text file that outlives every process of the quickstart.
///
/// It charges each key once. Asked again with the same key, it answers with the first receipt,
/// notes that it was asked, and charges nothing: that is what an idempotency key is for.
public final class Ledger {
  private final Path file;

  /// The book in `file`, which is created by the first charge.
  public Ledger(Path file) {
    this.file = file;
  }

  /// One line of the book.
  ///
  /// @param key the idempotency key: the order's id
  /// @param cents what was charged; 0 where the key was known already
  /// @param receipt the first charge's receipt
  public record Entry(String key, int cents, String receipt) {
    /// Whether this line took money.
    public boolean isCharge() {
      return cents > 0;
    }

    private static Entry parse(String line) {
      String[] columns = line.split(",", 3);
      return new Entry(columns[0], Integer.parseInt(columns[1]), columns[2]);
    }

    private String line() {
      return key + "," + cents + "," + receipt + "\n";
    }
  }

  /// Charges `cents` under `key` unless that key was charged before; returns the receipt.
  public synchronized String charge(String key, int cents) throws IOException {
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        FileLock _ = channel.lock()) {
      Optional<Entry> known =
          entries().stream()
              .filter(entry -> entry.isCharge() && entry.key().equals(key))
              .findFirst();
      Entry entry =
          known
              .map(charged -> new Entry(key, 0, charged.receipt()))
              .orElseGet(() -> new Entry(key, cents, "receipt-" + key));
      channel.write(ByteBuffer.wrap(entry.line().getBytes(StandardCharsets.UTF_8)));
      return entry.receipt();
    }
  }

  /// Every line so far, oldest first.
  public List<Entry> entries() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    return Files.readAllLines(file).stream().map(Entry::parse).toList();
  }
}
