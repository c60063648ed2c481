package dev.perdure.cli.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.cli.quickstart.Ledger.Entry;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void a_key_is_charged_once_and_answered_with_the_same_receipt_again() throws IOException {
    Ledger ledger = new Ledger(directory.resolve("ledger.csv"));

    String first = ledger.charge("order-01", 1001);
    String second = ledger.charge("order-01", 1001);

    assertThat(second).isEqualTo(first);
    assertThat(ledger.entries())
        .containsExactly(new Entry("order-01", 1001, first), new Entry("order-01", 0, first));
  }

  @Test
  void a_new_process_reads_what_an_old_one_wrote() throws IOException {
    Path file = directory.resolve("ledger.csv");
    new Ledger(file).charge("order-01", 1001);

    new Ledger(file).charge("order-01", 1001);

    assertThat(new Ledger(file).entries()).extracting(Entry::isCharge).containsExactly(true, false);
  }

  @Test
  void a_ledger_that_was_never_used_is_empty() throws IOException {
    assertThat(new Ledger(directory.resolve("ledger.csv")).entries()).isEmpty();
  }
}
