package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.perdure.common.SearchAttributeKey;
import dev.perdure.common.SearchAttributeType;
import dev.perdure.common.SearchAttributes;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.SearchAttributePayloads;
import io.temporal.api.common.v1.Payload;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SearchAttributesTest {
  private static final SearchAttributeKey<String> NOTE = SearchAttributeKey.forText("Note");
  private static final SearchAttributeKey<String> CITY = SearchAttributeKey.forKeyword("City");
  private static final SearchAttributeKey<Long> AGE = SearchAttributeKey.forLong("Age");
  private static final SearchAttributeKey<Double> SCORE = SearchAttributeKey.forDouble("Score");
  private static final SearchAttributeKey<Boolean> PAID = SearchAttributeKey.forBoolean("Paid");
  private static final SearchAttributeKey<Instant> DUE = SearchAttributeKey.forInstant("Due");
  private static final SearchAttributeKey<List<String>> TAGS =
      SearchAttributeKey.forKeywordList("Tags");

  private static final SearchAttributes ALL =
      SearchAttributes.empty()
          .with(NOTE, "two words")
          .with(CITY, "Bern")
          .with(AGE, 1L << 40)
          .with(SCORE, 1.5)
          .with(PAID, true)
          .with(DUE, Instant.parse("2026-11-22T10:15:30.5Z"))
          .with(TAGS, List.of("a", "b"));

  @Test
  void attributes_are_read_with_their_types() {
    assertThat(ALL.get(AGE)).isEqualTo(1L << 40);
    assertThat(ALL.get(TAGS)).containsExactly("a", "b");
    assertThat(ALL.get(SearchAttributeKey.forText("Other"))).isNull();
    assertThat(ALL.get(SearchAttributeKey.forText("Other"), "none")).isEqualTo("none");
    assertThat(ALL.contains(SearchAttributeKey.forText("City"))).isFalse();
    assertThat(ALL.size()).isEqualTo(7);
    assertThat(ALL)
        .extracting(entry -> entry.key().type())
        .containsExactly(SearchAttributeType.values());
  }

  @Test
  void attributes_never_change_themselves() {
    SearchAttributes fewer = ALL.with(CITY.valueUnset(), AGE.valueSet(7L));

    assertThat(fewer.contains(CITY)).isFalse();
    assertThat(fewer.get(AGE)).isEqualTo(7);
    assertThat(ALL.get(CITY)).isEqualTo("Bern");
  }

  @Test
  void a_name_stands_once() {
    SearchAttributes other = ALL.with(SearchAttributeKey.forText("City"), "the city of Bern");

    assertThat(other.size()).isEqualTo(7);
    assertThat(other.contains(CITY)).isFalse();
  }

  @Test
  void values_that_cannot_be_are_refused() {
    assertThatThrownBy(() -> SCORE.valueSet(Double.NaN))
        .hasMessage("The search attribute Score cannot be NaN.");
    assertThatThrownBy(() -> SearchAttributeKey.forText(""))
        .hasMessage("A search attribute needs a name, and this one is empty.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Note  | Text        | \"two words\"",
        "City  | Keyword     | \"Bern\"",
        "Age   | Int         | 1099511627776",
        "Score | Double      | 1.5",
        "Paid  | Bool        | true",
        "Due   | Datetime    | \"2026-11-22T10:15:30.500Z\"",
        "Tags  | KeywordList | [\"a\",\"b\"]",
      })
  void a_payload_is_plain_json_with_the_type_beside_it(String name, String type, String json) {
    Payload payload = SearchAttributePayloads.encode(ALL).getIndexedFieldsOrThrow(name);

    assertThat(payload.getMetadataMap())
        .containsOnly(
            java.util.Map.entry("encoding", ByteString.copyFromUtf8("json/plain")),
            java.util.Map.entry("type", ByteString.copyFromUtf8(type)));
    assertThat(payload.getData().toStringUtf8()).isEqualTo(json);
  }

  @Test
  void what_was_encoded_is_decoded() {
    assertThat(SearchAttributePayloads.decode(SearchAttributePayloads.encode(ALL)))
        .containsExactlyInAnyOrderElementsOf(ALL);
  }

  @Test
  void what_is_unset_is_null_without_a_type() {
    Payload payload =
        SearchAttributePayloads.encode(CITY.valueUnset()).getIndexedFieldsOrThrow("City");

    assertThat(payload).isEqualTo(DataConverter.defaults().encode(null));
    assertThat(payload.getMetadataMap()).doesNotContainKey("type");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Int         | [7]                         | 7",
        "Double      | 7                           | 7.0",
        "Datetime    | \"2026-11-22T10:15:30+01:00\" | 2026-11-22T09:15:30Z",
        "KeywordList | \"a\"                       | [a]",
        "Int         | [7,8]                       | ",
        "Int         | 7.5                         | ",
        "Int         | \"7\"                       | ",
        "Datetime    | \"tomorrow\"                | ",
        "KeywordList | [1]                         | ",
        "Color       | \"red\"                     | ",
        "Text        | {broken                     | ",
      })
  void what_other_sdks_and_servers_write_is_read_or_left_out(
      String type, String json, String expected) {
    var message = io.temporal.api.common.v1.SearchAttributes.newBuilder();
    message.putIndexedFields(
        "It",
        Payload.newBuilder()
            .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
            .putMetadata("type", ByteString.copyFromUtf8(type))
            .setData(ByteString.copyFromUtf8(json))
            .build());

    SearchAttributes decoded = SearchAttributePayloads.decode(message.build());

    if (expected == null) {
      assertThat(decoded).isEmpty();
    } else {
      assertThat(decoded).hasSize(1);
      assertThat(decoded.iterator().next().value()).hasToString(expected);
    }
  }
}
