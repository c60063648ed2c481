package dev.perdure.client;

import dev.perdure.common.SearchAttributes;
import dev.perdure.common.TypeRef;
import dev.perdure.converter.DataConverter;
import dev.perdure.internal.wire.MemoPayloads;
import dev.perdure.internal.wire.SearchAttributePayloads;
import io.temporal.api.common.v1.Memo;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What workflows and schedules are given to be found and told apart by. Callers see it as part of
/// what the server says of one.
///
/// What is public in here is not final: so its public subclasses get methods of their own, which
/// reflection may call from anywhere, as templates and tests do.
abstract class DescribedProperties {
  private final DataConverter converter;
  private final io.temporal.api.common.v1.SearchAttributes searchAttributes;
  private final Memo memo;

  DescribedProperties(
      DataConverter converter,
      io.temporal.api.common.v1.SearchAttributes searchAttributes,
      Memo memo) {
    this.converter = converter;
    this.searchAttributes = searchAttributes;
    this.memo = memo;
  }

  /// The attributes by which it is found in lists.
  public SearchAttributes searchAttributes() {
    return SearchAttributePayloads.decode(searchAttributes);
  }

  /// The values of its own memo as JSON gives them: strings, numbers, lists, maps.
  public Map<String, @Nullable Object> memo() {
    return MemoPayloads.decode(memo, converter);
  }

  /// A value of its own memo; null when it has none of this name.
  @SuppressWarnings("unchecked") // decoded to this type
  public <T> @Nullable T memoValue(String key, Class<T> type) {
    return (T) MemoPayloads.decode(memo, key, type, converter);
  }

  /// A value of its own memo; null when it has none of this name.
  @SuppressWarnings("unchecked") // decoded to this type
  public <T> @Nullable T memoValue(String key, TypeRef<T> type) {
    return (T) MemoPayloads.decode(memo, key, type.type(), converter);
  }

  final DataConverter converter() {
    return converter;
  }
}
