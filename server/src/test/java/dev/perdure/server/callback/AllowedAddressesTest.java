package dev.perdure.server.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AllowedAddressesTest {
  private static final AllowedAddresses ALLOWED =
      AllowedAddresses.parse(
          """
          [{"Pattern": "localhost:*", "AllowInsecure": true},
           {"Pattern": "*.example.com"},
           {"AllowInsecure": true}]
          """);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:8080/there",
        "https://localhost:1",
        "https://a.b.example.com/x?y=z",
      })
  void an_address_that_a_pattern_matches_is_allowed(String url) {
    assertThat(ALLOWED.problem(url)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/",
        "https://example.com/",
        "https://a.example.com:8443/",
        "https://a-example.com/",
      })
  void others_are_not(String url) {
    assertThat(ALLOWED.problem(url))
        .isEqualTo("invalid url: url does not match any configured callback address: " + url);
  }

  @Test
  void an_address_wants_https_unless_it_is_said_otherwise() {
    assertThat(ALLOWED.problem("http://a.example.com/"))
        .isEqualTo(
            "invalid url: callback address does not allow insecure connections:"
                + " http://a.example.com/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "{}", "[1]", "[{\"Pattern\": \"a\"}"})
  void a_setting_that_cannot_be_read_is_refused_with_an_example(String text) {
    assertThatThrownBy(() -> AllowedAddresses.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "The dynamic-config value callback.allowedAddresses must be a JSON list like")
        .hasMessageContaining("\"" + text + "\"");
  }
}
