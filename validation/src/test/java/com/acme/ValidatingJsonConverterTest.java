package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.perdure.common.TypeRef;
import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.DataConverter;
import dev.perdure.converter.JsonConverter;
import dev.perdure.failure.ApplicationFailure;
import dev.perdure.validation.ToJsonOptions;
import dev.perdure.validation.ValidatingJsonConverter;
import dev.perdure.validation.Violation;
import io.temporal.api.common.v1.Payload;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What a value must be like to be decoded.
final class ValidatingJsonConverterTest {
  private static final DataConverter PLAIN = DataConverter.defaults();
  private static final DataConverter VALIDATING =
      PLAIN.withJsonConverter(ValidatingJsonConverter.defaults());

  /// A record with constraints on its components, and below them.
  public record Order(
      @NotBlank String customer,
      @NotEmpty List<@Valid Item> items,
      Map<String, @Min(0) Integer> discounts,
      Optional<@Email String> email) {}

  /// A record in a record.
  public record Item(String name, @Min(1) @Max(99) int quantity) {}

  /// A bean with constraints on fields and on a property of its own making.
  public static class Range {
    @Min(0)
    public int from;

    public int to;

    @AssertTrue(message = "must not be before its beginning")
    public boolean isOrdered() {
      return from <= to;
    }
  }

  /// A record with what may be absent.
  public record Sparse(
      @Nullable String name, Optional<String> nick, int count, List<String> tags) {}

  /// A constraint that makes no sense for its type.
  public record Confused(@Size(max = 3) int number) {}

  private static final Order GOOD =
      new Order(
          "Ada", List.of(new Item("tea", 2)), Map.of("may", 5), Optional.of("ada@example.com"));

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(
      Object value, TypeRef<?> type) {
    Payload payload = PLAIN.encode(value);
    return assertThatThrownBy(() -> VALIDATING.decode(payload, type.type()));
  }

  @Test
  void what_is_valid_passes_and_is_written_as_ever() {
    Payload payload = VALIDATING.encode(GOOD);

    assertThat(payload).isEqualTo(PLAIN.encode(GOOD));
    assertThat(VALIDATING.decode(payload, Order.class)).isEqualTo(GOOD);
    for (Object value : new Object[] {"text", 5, true, List.of("a"), Map.of("a", 1)}) {
      assertThat(VALIDATING.decode(PLAIN.encode(value), Object.class)).isEqualTo(value);
    }
    assertThat(VALIDATING.decode(PLAIN.encode(null), Order.class)).isNull();
  }

  @Test
  void an_error_names_each_path_and_its_constraint() {
    var bad =
        new Order(
            " ",
            List.of(new Item("tea", 2), new Item("milk", 0)),
            Map.of("may", -1),
            Optional.of("nobody"));

    refused(bad, new TypeRef<Order>() {})
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.type()).isEqualTo("PayloadValidationError");
              assertThat(failure.nonRetryable()).isTrue();
              assertThat(failure.details().get(0, new TypeRef<List<Violation>>() {}))
                  .extracting(Violation::path)
                  .containsExactly(
                      "customer", "discounts[may].<map value>", "email", "items[1].quantity");
            })
        .hasMessage(
            "com.acme.ValidatingJsonConverterTest$Order is not valid:"
                + " customer must not be blank (NotBlank);"
                + " discounts[may].<map value> must be greater than or equal to 0 (Min);"
                + " email must be a well-formed email address (Email);"
                + " items[1].quantity must be greater than or equal to 1 (Min)");
  }

  @Test
  void beans_are_validated_with_what_they_say_of_themselves() {
    var range = new Range();
    range.from = 5;

    refused(range, new TypeRef<Range>() {})
        .hasMessageEndingWith("ordered must not be before its beginning (AssertTrue)");
  }

  @Test
  void the_elements_of_lists_maps_arrays_and_optionals_are_validated() {
    refused(List.of(new Item("a", 1), new Item("b", 100)), new TypeRef<List<Item>>() {})
        .hasMessageEndingWith("[1].quantity must be less than or equal to 99 (Max)");
    refused(Map.of("x", List.of(new Item("a", 0))), new TypeRef<Map<String, List<Item>>>() {})
        .hasMessageContaining("[x][0].quantity must be");
    refused(new Item[] {new Item("a", 0)}, new TypeRef<Item[]>() {})
        .hasMessageContaining("[0].quantity must be");
    refused(Optional.of(new Item("a", 0)), new TypeRef<Optional<Item>>() {})
        .hasMessageContaining(" quantity must be");
  }

  @Test
  void a_failure_tells_a_bounded_number_of_violations() {
    refused(Collections.nCopies(1000, new Item("a", 0)), new TypeRef<List<Item>>() {})
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure ->
                assertThat(failure.details().get(0, new TypeRef<List<Violation>>() {}))
                    .hasSize(ValidatingJsonConverter.VIOLATIONS_MAX))
        .hasMessageEndingWith("; and 980 more");
  }

  @Test
  void details_cross_the_wire() {
    Payload payload = PLAIN.encode(new Item("a", 0));
    try {
      VALIDATING.decode(payload, Item.class);
    } catch (ApplicationFailure e) {
      var told = (ApplicationFailure) PLAIN.decodeFailure(VALIDATING.encodeFailure(e));
      assertThat(told.details().get(0, new TypeRef<List<Violation>>() {}))
          .containsExactly(new Violation("quantity", "Min", "must be greater than or equal to 1"));
    }
  }

  @Test
  void null_and_what_is_not_set_can_be_left_out() {
    var sparse = new Sparse(null, Optional.empty(), 0, List.of());

    assertThat(json(ToJsonOptions.defaults(), sparse))
        .isEqualTo("{\"count\":0,\"name\":null,\"nick\":null,\"tags\":[]}");
    assertThat(json(ToJsonOptions.defaults().withExcludeNull(true), sparse))
        .isEqualTo("{\"count\":0,\"nick\":null,\"tags\":[]}");
    assertThat(json(ToJsonOptions.defaults().withExcludeUnset(true), sparse))
        .isEqualTo("{\"count\":0,\"tags\":[]}");
  }

  @Test
  void a_mapper_keeps_its_own_rules_about_what_is_left_out() {
    JsonMapper sparing =
        JsonConverter.mapperBuilder()
            .changeDefaultPropertyInclusion(
                before -> before.withValueInclusion(JsonInclude.Include.NON_EMPTY))
            .build();
    ValidatingJsonConverter converter = ValidatingJsonConverter.defaults().withMapper(sparing);
    var sparse = new Sparse(null, Optional.empty(), 0, List.of());

    assertThat(PLAIN.withJsonConverter(converter).encode(sparse))
        .isEqualTo(PLAIN.withJsonConverter(new JsonConverter(sparing)).encode(sparse));
  }

  private static String json(ToJsonOptions options, Object value) {
    DataConverter converter =
        PLAIN.withJsonConverter(ValidatingJsonConverter.defaults().withToJsonOptions(options));
    Payload payload = converter.encode(value);
    assertThat(converter.decode(payload, value.getClass())).isEqualTo(value);
    return payload.getData().toStringUtf8();
  }

  @Test
  void another_validator_can_be_used() {
    try (var factory =
        Validation.byDefaultProvider()
            .configure()
            .messageInterpolator(
                new org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator())
            .buildValidatorFactory()) {
      DataConverter converter =
          PLAIN.withJsonConverter(
              ValidatingJsonConverter.defaults().withValidator(factory.getValidator()));
      Payload payload = PLAIN.encode(new Item("a", 0));

      assertThatThrownBy(() -> converter.decode(payload, Item.class))
          .isInstanceOf(ApplicationFailure.class);
    }
  }

  @Test
  void json_of_another_shape_and_constraints_that_make_no_sense_are_no_violations() {
    Payload text = PLAIN.encode("text");
    Payload confused = PLAIN.encode(new Confused(1));

    assertThatThrownBy(() -> VALIDATING.decode(text, Order.class))
        .isInstanceOf(DataConversionException.class);
    assertThatThrownBy(() -> VALIDATING.decode(confused, Confused.class))
        .isInstanceOf(DataConversionException.class)
        .hasMessageStartingWith("The constraints of " + Confused.class.getName() + " are wrong");
  }
}
