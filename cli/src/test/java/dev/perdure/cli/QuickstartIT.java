package dev.perdure.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.perdure.cli.Launched.Ended;
import org.junit.jupiter.api.Test;

class QuickstartIT {
  @Test
  void the_quickstart_holds_its_claim() throws Exception {
    try (Launched quickstart = Launched.jar("quickstart")) {
      Ended ended = quickstart.end();

      assertThat(ended.err()).isEmpty();
      assertThat(ended.code()).isZero();
      assertThat(ended.out())
          .contains("all 25 orders are finished, and the ledger charged each of them once")
          .containsPattern("[1-9]\\d* payment attempts? ran twice");
    }
  }
}
