package dev.perdure.engine.calendar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FingerprintTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "e273108f | Discard medicine more than two years old.",
        "f585dfc4 | He who has a shady past knows that nice guys finish last.",
        "363394d1 | I wouldn't marry him with a ten foot pole.",
        "322984d9 | Nepal premier won't resign.",
        "c6246b8d | size:  a.out:  bad magic",
        "221694e4 | C is as portable as Stonehedge!!",
      },
      quoteCharacter = '"')
  void it_is_that_of_farm_hash(String expected, String text) {
    assertThat(Integer.toHexString(Fingerprint.of(text.getBytes(UTF_8)))).isEqualTo(expected);
  }
}
