package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.google.protobuf.ByteString;
import dev.perdure.common.Details;
import dev.perdure.common.TypeRef;
import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.JsonConverter;
import dev.perdure.converter.PayloadConverter;
import dev.perdure.converter.RawValue;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.common.v1.WorkflowExecution;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DataConverterTest {
  private final DataConverter converter = DataConverter.defaults();

  /// A payload as one reads it: encoding, further metadata, data.
  private String wire(@Nullable Object value) {
    Payload payload = converter.encode(value);
    var metadata = new TreeMap<String, String>();
    payload.getMetadataMap().forEach((key, bytes) -> metadata.put(key, bytes.toStringUtf8()));
    return metadata + " " + payload.getData().toStringUtf8();
  }

  private static Payload json(String text) {
    return Payload.newBuilder()
        .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
        .setData(ByteString.copyFromUtf8(text))
        .build();
  }

  public record Address(String street, int number) {}

  public record Customer(
      String name,
      Address address,
      List<String> tags,
      @Nullable String note,
      Optional<Integer> age) {}

  public static class Bean {
    private String b = "x";
    private int a = 1;

    public boolean same(Bean other) {
      return b.equals(other.b) && a == other.a;
    }
  }

  public enum Colour {
    RED
  }

  @Test
  void values_are_written_as_other_sdks_write_them() {
    assertThat(wire(null)).isEqualTo("{encoding=binary/null} ");
    assertThat(wire(new byte[] {'h', 'i'})).isEqualTo("{encoding=binary/plain} hi");
    assertThat(wire("hi")).isEqualTo("{encoding=json/plain} \"hi\"");
    assertThat(wire(42)).isEqualTo("{encoding=json/plain} 42");
    assertThat(wire(true)).isEqualTo("{encoding=json/plain} true");
    assertThat(wire(List.of(1, 2))).isEqualTo("{encoding=json/plain} [1,2]");
    assertThat(wire(Map.of("b", 1, "a", 2, "c", Map.of("y", 1, "x", 2))))
        .isEqualTo("{encoding=json/plain} {\"a\":2,\"b\":1,\"c\":{\"x\":2,\"y\":1}}");
    assertThat(wire(Colour.RED)).isEqualTo("{encoding=json/plain} \"RED\"");
    assertThat(wire(new BigDecimal("10.50"))).isEqualTo("{encoding=json/plain} 10.50");
  }

  @Test
  void records_and_beans_are_written_with_sorted_keys() {
    var customer =
        new Customer("Ada", new Address("Main St", 1), List.of("vip"), null, Optional.of(36));

    assertThat(wire(customer))
        .isEqualTo(
            "{encoding=json/plain} {\"address\":{\"number\":1,\"street\":\"Main St\"},\"age\":36,"
                + "\"name\":\"Ada\",\"note\":null,\"tags\":[\"vip\"]}");
    assertThat(wire(new Bean())).isEqualTo("{encoding=json/plain} {\"a\":1,\"b\":\"x\"}");
  }

  @Test
  void times_are_written_in_iso_8601() {
    assertThat(wire(Instant.parse("2026-11-22T10:15:30.123Z")))
        .isEqualTo("{encoding=json/plain} \"2026-11-22T10:15:30.123Z\"");
    assertThat(wire(Duration.ofSeconds(90))).isEqualTo("{encoding=json/plain} \"PT1M30S\"");
    assertThat(wire(LocalDate.of(2026, 1, 2))).isEqualTo("{encoding=json/plain} \"2026-01-02\"");
    assertThat(wire(OffsetDateTime.parse("2026-11-22T10:15:30+02:00")))
        .isEqualTo("{encoding=json/plain} \"2026-11-22T10:15:30+02:00\"");
  }

  @Test
  void protocol_messages_are_written_as_json_with_their_type() {
    assertThat(wire(WorkflowExecution.newBuilder().setWorkflowId("w").build()))
        .isEqualTo(
            "{encoding=json/protobuf, messageType=temporal.api.common.v1.WorkflowExecution}"
                + " {\"workflowId\":\"w\"}");
  }

  @Test
  void values_come_back_as_they_were() {
    var customer =
        new Customer("Ada", new Address("Main St", 1), List.of("vip"), null, Optional.empty());

    assertRoundTrip(customer, Customer.class);
    assertRoundTrip(List.of(customer), new TypeRef<List<Customer>>() {}.type());
    assertRoundTrip(
        Map.of("a", List.of(new Address("x", 2))),
        new TypeRef<Map<String, List<Address>>>() {}.type());
    assertRoundTrip(OffsetDateTime.parse("2026-11-22T10:15:30+02:00"), OffsetDateTime.class);
    assertRoundTrip(Instant.parse("2026-11-22T10:15:30.123456789Z"), Instant.class);
    assertRoundTrip(Duration.ofMillis(1500), Duration.class);
    assertRoundTrip(UUID.fromString("00000000-0000-0000-0000-00000000002a"), UUID.class);
    assertRoundTrip(new BigDecimal("10.50"), BigDecimal.class);
    assertRoundTrip(new byte[] {0, -1}, byte[].class);
    assertRoundTrip(42, int.class);
    assertRoundTrip(42L, long.class);
    assertRoundTrip(true, boolean.class);
    assertRoundTrip('x', char.class);
    assertRoundTrip(null, String.class);
    assertRoundTrip(WorkflowExecution.newBuilder().setRunId("r").build(), WorkflowExecution.class);
    assertThat(converter.decode(converter.encode(new Bean()), Bean.class))
        .isInstanceOfSatisfying(Bean.class, bean -> assertThat(bean.same(new Bean())).isTrue());
  }

  private void assertRoundTrip(@Nullable Object value, Type type) {
    assertThat(converter.decode(converter.encode(value), type)).isEqualTo(value);
  }

  @Test
  void binary_protocol_messages_of_other_sdks_are_read() {
    var message = WorkflowExecution.newBuilder().setWorkflowId("w").build();
    Payload payload =
        Payload.newBuilder()
            .putMetadata("encoding", ByteString.copyFromUtf8("binary/protobuf"))
            .putMetadata(
                "messageType", ByteString.copyFromUtf8("temporal.api.common.v1.WorkflowExecution"))
            .setData(message.toByteString())
            .build();

    assertThat(converter.decode(payload, WorkflowExecution.class)).isEqualTo(message);
  }

  @Test
  void records_can_grow_and_shrink() {
    assertThat(converter.decode(json("{\"street\":\"x\",\"gone\":1}"), Address.class))
        .isEqualTo(new Address("x", 0));
  }

  @Test
  void without_a_type_json_becomes_maps_and_lists() {
    assertThat(converter.decode(json("{\"a\":[1,\"b\",null]}"), Object.class))
        .hasToString("{a=[1, b, null]}");
  }

  /// One of two things, which says which one it is.
  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME)
  public sealed interface Payment {
    record Card(String number) implements Payment {}

    record Cash(int cents) implements Payment {}
  }

  @Test
  void sealed_types_come_back_as_what_they_were() {
    DataConverter converter = DataConverter.defaults();

    for (Payment payment : List.of(new Payment.Card("4711"), new Payment.Cash(250))) {
      assertThat(converter.decode(converter.encode(payment), Payment.class)).isEqualTo(payment);
    }
  }

  @Test
  void a_raw_value_passes_through() {
    Payload payload = Payload.newBuilder().putMetadata("encoding", ByteString.EMPTY).build();

    assertThat(converter.encode(new RawValue(payload))).isSameAs(payload);
    assertThat(converter.decode(payload, RawValue.class)).isEqualTo(new RawValue(payload));
  }

  /// Writes all values alike, and knows nothing of raw ones.
  private static final class Text implements PayloadConverter {
    @Override
    public Payload encode(@Nullable Object value) {
      return json(String.valueOf(value));
    }

    @Override
    public Object decode(Payload payload, Type type) {
      return payload.getData().toStringUtf8();
    }
  }

  @Test
  void a_raw_value_passes_through_whatever_the_converter() {
    DataConverter own = converter.withPayloadConverter(new Text());
    var raw = new RawValue(Payload.newBuilder().putMetadata("encoding", ByteString.EMPTY).build());
    Payloads one = Payloads.newBuilder().addPayloads(raw.payload()).build();

    assertThat(own.encode(raw)).isSameAs(raw.payload());
    assertThat(own.encodeAll(raw)).isEqualTo(one);
    assertThat(own.encodeList(List.of(raw))).isEqualTo(one);
    assertThat(own.decode(raw.payload(), RawValue.class)).isEqualTo(raw);
    assertThat(own.decodeArguments(one, List.of(RawValue.class))).containsExactly(raw);
    assertThat(own.decodeResult(one, RawValue.class)).isEqualTo(raw);
    assertThat(own.encode(7)).isEqualTo(json("7"));
  }

  @Test
  void what_does_not_fit_is_refused_with_what_it_was_and_what_was_asked() {
    assertThatThrownBy(() -> converter.decode(json("\"x\""), Address.class))
        .isInstanceOf(DataConversionException.class)
        .hasMessageStartingWith("Cannot decode JSON as com.acme.DataConverterTest$Address: ");
    assertThatThrownBy(() -> converter.decode(Payload.getDefaultInstance(), String.class))
        .hasMessage(
            "Unknown payload encoding \"\"; known: [binary/null, binary/plain, json/protobuf,"
                + " binary/protobuf, json/plain]");
    assertThatThrownBy(() -> converter.decode(converter.encode(new byte[1]), String.class))
        .hasMessage("A payload of encoding binary/plain is a byte[], not java.lang.String");
    assertThatThrownBy(() -> converter.decode(converter.encode(null), int.class))
        .hasMessage("Null cannot be a value of type int");
    assertThatThrownBy(
            () ->
                converter.decode(
                    converter.encode(WorkflowExecution.getDefaultInstance()), String.class))
        .hasMessageContaining("is a temporal.api.common.v1.WorkflowExecution message");
    assertThatThrownBy(() -> converter.encode(new Unreadable()))
        .isInstanceOf(DataConversionException.class)
        .hasMessageStartingWith("Cannot encode a value of com.acme.DataConverterTest$Unreadable");
  }

  public static class Unreadable {
    public String getText() {
      throw new IllegalStateException("no");
    }
  }

  @Test
  void arguments_may_be_added_and_removed() {
    List<Type> types = List.of(String.class, Address.class);

    assertThat(converter.decodeArguments(converter.encodeAll("a"), types))
        .containsExactly("a", null);
    assertThat(converter.decodeArguments(converter.encodeAll("a", null, 3), types))
        .containsExactly("a", null);
    assertThat(converter.decodeArguments(Payloads.getDefaultInstance(), List.of())).isEmpty();
  }

  @Test
  void an_argument_that_cannot_be_decoded_is_named_by_its_place() {
    assertThatThrownBy(
            () -> converter.decodeArguments(converter.encodeAll("a"), List.of(int.class)))
        .hasMessageStartingWith("Argument 1 of 1: Cannot decode JSON as int");
    assertThatThrownBy(
            () ->
                converter.decodeArguments(
                    converter.encodeAll("a"), List.of(String.class, int.class)))
        .hasMessage("Argument 2 of 2 is missing, and its type int has no null.");
  }

  @Test
  void a_result_of_nothing_is_null() {
    assertThat(converter.decodeResult(Payloads.getDefaultInstance(), String.class)).isNull();
    assertThat(converter.decodeResult(converter.encodeAll((Object) null), void.class)).isNull();
    assertThat(converter.decodeResult(converter.encodeAll("x"), void.class)).isNull();
  }

  @Test
  void details_are_decoded_when_asked_for() {
    Details details = converter.decodeDetails(converter.encodeAll(7, List.of(new Address("x", 1))));

    assertThat(details.size()).isEqualTo(2);
    assertThat(details.get(0, Integer.class)).isEqualTo(7);
    assertThat(details.get(0, String.class)).isEqualTo("7");
    assertThat(details.get(1, new TypeRef<List<Address>>() {}))
        .containsExactly(new Address("x", 1));
    assertThat(converter.encodeDetails(details))
        .isEqualTo(converter.encodeAll(7, List.of(new Address("x", 1))));
    assertThat(converter.encodeDetails(Details.of("a", null)))
        .isEqualTo(converter.encodeAll("a", null));
  }

  @Test
  void the_json_mapper_can_be_changed() {
    var upper =
        DataConverter.defaults()
            .withJsonConverter(
                new JsonConverter(
                    JsonConverter.mapperBuilder()
                        .propertyNamingStrategy(
                            tools.jackson.databind.PropertyNamingStrategies.UPPER_CAMEL_CASE)
                        .build()));

    assertThat(upper.encode(new Address("x", 1)).getData().toStringUtf8())
        .isEqualTo("{\"Number\":1,\"Street\":\"x\"}");
  }
}
