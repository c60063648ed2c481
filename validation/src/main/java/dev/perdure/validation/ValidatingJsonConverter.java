package dev.perdure.validation;

import dev.perdure.converter.DataConversionException;
import dev.perdure.converter.EncodingConverter;
import dev.perdure.converter.JsonConverter;
import dev.perdure.failure.ApplicationFailure;
import io.temporal.api.common.v1.Payload;
import jakarta.validation.Validation;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import java.lang.reflect.Type;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// `json/plain` whose values are validated when they are decoded: arguments of workflows,
/// activities, signals, queries and updates, results, and whatever else is asked for by a type with
/// constraints of Jakarta Validation.
///
/// ```java
/// record Order(@NotBlank String customer, @NotEmpty List<@Valid Item> items) {}
/// record Item(String name, @Min(1) int quantity) {}
///
/// var converter = DataConverter.defaults().withJsonConverter(ValidatingJsonConverter.defaults());
/// ```
///
/// Constraints on the parameters of workflow and activity methods are not looked at: only values
/// are.
///
/// A value that does not meet its constraints is an [ApplicationFailure] of the type
/// [#FAILURE_TYPE], which is final: a workflow or activity that was started with it fails, an
/// update is rejected, and who asks for a result gets it. Its message names each path and its
/// constraint; its details are a list of [Violation]s, at most [#VIOLATIONS_MAX].
///
/// JSON is written and read as by [JsonConverter], so processes with and without validation
/// understand each other. Immutable: each `with…` method returns a new converter.
public final class ValidatingJsonConverter implements EncodingConverter {
  /// The type of the failure that a value is which does not meet its constraints; other SDKs use
  /// the same.
  public static final String FAILURE_TYPE = "PayloadValidationError";

  /// How many violations a failure tells at most.
  public static final int VIOLATIONS_MAX = 20;

  private final JsonMapper mapper;
  private final ToJsonOptions options;
  private final Validator validator;
  private final JsonConverter json;

  private ValidatingJsonConverter(JsonMapper mapper, ToJsonOptions options, Validator validator) {
    this.mapper = mapper;
    this.options = options;
    this.validator = validator;
    this.json = new JsonConverter(options.applyTo(mapper));
  }

  /// Made once: a factory is expensive, and lives as long as the process.
  private static final class Default {
    static final Validator VALIDATOR =
        Validation.byProvider(HibernateValidator.class)
            .configure()
            .messageInterpolator(new ParameterMessageInterpolator()) // no expression language
            .buildValidatorFactory()
            .getValidator();
  }

  /// With the mapper of [JsonConverter] and a validator without expressions in messages.
  public static ValidatingJsonConverter defaults() {
    return new ValidatingJsonConverter(
        JsonConverter.mapperBuilder().build(), ToJsonOptions.defaults(), Default.VALIDATOR);
  }

  /// With a mapper of one's own: see [JsonConverter#mapperBuilder].
  public ValidatingJsonConverter withMapper(JsonMapper mapper) {
    return new ValidatingJsonConverter(mapper, options, validator);
  }

  /// What is left out of the JSON that is written; nothing without it.
  public ValidatingJsonConverter withToJsonOptions(ToJsonOptions options) {
    return new ValidatingJsonConverter(mapper, options, validator);
  }

  /// With a validator of one's own, such as one that a framework has configured.
  public ValidatingJsonConverter withValidator(Validator validator) {
    return new ValidatingJsonConverter(mapper, options, validator);
  }

  @Override
  public String encoding() {
    return json.encoding();
  }

  @Override
  public Payload encode(@Nullable Object value) {
    return json.encode(value);
  }

  @Override
  public @Nullable Object decode(Payload payload, Type type) {
    Object value = json.decode(payload, type);
    List<Violation> violations;
    try {
      violations = Violations.of(value, validator);
    } catch (ValidationException e) {
      throw new DataConversionException(
          "The constraints of %s are wrong: %s".formatted(type.getTypeName(), e.getMessage()), e);
    }
    if (!violations.isEmpty()) {
      throw failure(type, violations);
    }
    return value;
  }

  private static ApplicationFailure failure(Type type, List<Violation> violations) {
    List<Violation> told = violations.stream().limit(VIOLATIONS_MAX).toList();
    int more = violations.size() - told.size();
    return ApplicationFailure.nonRetryable(
            "%s is not valid: %s%s"
                .formatted(
                    type.getTypeName(),
                    told.stream().map(Violation::toString).collect(Collectors.joining("; ")),
                    more == 0 ? "" : "; and %d more".formatted(more)),
            FAILURE_TYPE)
        .withDetails(told);
  }
}
