package dev.perdure.server.search;

import dev.perdure.server.search.Condition.Sign;
import dev.perdure.server.search.Expression.Bare;
import dev.perdure.server.search.Expression.Comparison;
import dev.perdure.server.search.Expression.Is;
import dev.perdure.server.search.Expression.Operand;
import dev.perdure.server.search.Expression.Operator;
import dev.perdure.server.search.Expression.Range;
import io.temporal.api.enums.v1.IndexedValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Looks up what a query names, and gives its values the types of what they are compared with.
///
/// The order of the checks is the reference's, since the first one that fails is what the client is
/// told.
final class Analysis {
  /// Most comparisons of one query, and words that texts are asked for. SQLite's expressions must
  /// not be deeper than 1,000.
  static final int CONDITIONS_MAX = 500;

  private final Map<String, IndexedValueType> registered;
  private int conditions;

  Analysis(Map<String, IndexedValueType> registered) {
    this.registered = registered;
  }

  Condition condition(Expression expression) throws QueryException {
    return switch (expression) {
      case Expression.And(var all) -> new Condition.And(conditions(all));
      case Expression.Or(var any) -> new Condition.Or(conditions(any));
      case Expression.Not(var operand) -> new Condition.Not(condition(operand));
      case Comparison comparison -> counted(comparison(comparison));
      case Range range -> counted(range(range));
      case Is is -> counted(isNull(is));
      case Bare(var operand) -> throw bare(operand);
    };
  }

  private List<Condition> conditions(List<Expression> expressions) throws QueryException {
    var all = new ArrayList<Condition>(expressions.size());
    for (var expression : expressions) {
      all.add(condition(expression));
    }
    return all;
  }

  private Condition counted(Condition condition) throws QueryException {
    count(1);
    return condition;
  }

  private void count(int comparisons) throws QueryException {
    conditions += comparisons;
    if (conditions > CONDITIONS_MAX) {
      throw QueryException.notSupported("more than " + CONDITIONS_MAX + " comparisons");
    }
  }

  private static QueryException bare(Operand operand) {
    return switch (operand) {
      case Operand.Call _ -> QueryException.notSupported("function expression");
      case Operand.Column _ -> QueryException.invalid("incomplete expression");
      default -> QueryException.notSupported("expression of type " + operand.kind());
    };
  }

  private Condition comparison(Comparison comparison) throws QueryException {
    var operator = comparison.operator();
    var right = comparison.right();
    if (isPattern(operator)) {
      throw QueryException.invalid(
          "invalid operator '%s' in `%s %s %s`"
              .formatted(operator.text(), comparison.left(), operator.text(), right));
    }
    var attribute = attribute(comparison.left());
    return switch (attribute.type()) {
      case INDEXED_VALUE_TYPE_KEYWORD_LIST -> elements(attribute, operator, right);
      case INDEXED_VALUE_TYPE_TEXT -> words(attribute, operator, right);
      default -> single(attribute, operator, right);
    };
  }

  private static Condition single(Attribute attribute, Operator operator, Operand right)
      throws QueryException {
    return switch (operator) {
      case IN, NOT_IN -> negatedIf(operator == Operator.NOT_IN, oneOf(attribute, right));
      case STARTS_WITH, NOT_STARTS_WITH ->
          negatedIf(operator == Operator.NOT_STARTS_WITH, startsWith(attribute, operator, right));
      case NOT_EQUAL ->
          new Condition.Not(
              new Condition.Comparison(attribute, Sign.EQUAL, value(attribute, right)));
      default -> new Condition.Comparison(attribute, sign(operator), value(attribute, right));
    };
  }

  /// A list of keywords is asked for its elements.
  private static Condition elements(Attribute attribute, Operator operator, Operand right)
      throws QueryException {
    return switch (operator) {
      case EQUAL, NOT_EQUAL ->
          negatedIf(
              operator == Operator.NOT_EQUAL,
              new Condition.Contains(attribute, List.of(value(attribute, right))));
      case IN, NOT_IN ->
          negatedIf(
              operator == Operator.NOT_IN,
              new Condition.Contains(attribute, values(attribute, right)));
      default -> throw unsupported(attribute, operator);
    };
  }

  /// A text is asked for words: it must have one of those that the query separates by spaces. What
  /// is one word there and several words to [Words], as `e-mail`, must be in it altogether.
  private Condition words(Attribute attribute, Operator operator, Operand right)
      throws QueryException {
    if (operator != Operator.EQUAL && operator != Operator.NOT_EQUAL) {
      throw unsupported(attribute, operator);
    }
    var any = new ArrayList<Condition>();
    var single = new ArrayList<Object>();
    for (var part : value(attribute, right).toString().split(" ", -1)) {
      var words = Words.of(part);
      count(words.size());
      if (words.size() == 1) {
        single.addAll(words);
      } else if (!words.isEmpty()) {
        any.add(
            new Condition.And(
                words.stream()
                    .<Condition>map(word -> new Condition.Contains(attribute, List.of(word)))
                    .toList()));
      }
    }
    if (!single.isEmpty()) {
      any.addFirst(new Condition.Contains(attribute, single));
    }
    if (any.isEmpty()) {
      throw QueryException.invalid(
          "unexpected value for Text type search attribute (no tokens found)");
    }
    return negatedIf(
        operator == Operator.NOT_EQUAL, any.size() == 1 ? any.getFirst() : new Condition.Or(any));
  }

  private static QueryException unsupported(Attribute attribute, Operator operator) {
    return QueryException.notSupported(
        "operator '%s' not supported for %s type search attribute '%s'"
            .formatted(
                operator.text().toUpperCase(Locale.ROOT), attribute.typeName(), attribute.name()));
  }

  private static boolean isPattern(Operator operator) {
    return switch (operator) {
      case LIKE, NOT_LIKE, REGEXP, NOT_REGEXP -> true;
      default -> false;
    };
  }

  private static Sign sign(Operator operator) {
    return switch (operator) {
      case EQUAL -> Sign.EQUAL;
      case LESS -> Sign.LESS;
      case LESS_OR_EQUAL -> Sign.LESS_OR_EQUAL;
      case GREATER -> Sign.GREATER;
      case GREATER_OR_EQUAL -> Sign.GREATER_OR_EQUAL;
      default -> throw new IllegalArgumentException(operator.text());
    };
  }

  private static Condition negatedIf(boolean negated, Condition condition) {
    return negated ? new Condition.Not(condition) : condition;
  }

  private static Condition oneOf(Attribute attribute, Operand right) throws QueryException {
    return new Condition.OneOf(attribute, values(attribute, right));
  }

  private static List<Object> values(Attribute attribute, Operand right) throws QueryException {
    if (!(right instanceof Operand.Tuple(var items))) {
      throw QueryException.invalid("unexpected value type " + right.kind());
    }
    var values = new ArrayList<Object>(items.size());
    for (var item : items) {
      values.add(value(attribute, item));
    }
    return values;
  }

  private static Condition startsWith(Attribute attribute, Operator operator, Operand right)
      throws QueryException {
    var value = value(attribute, right);
    if (attribute.type() != IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD) {
      throw unsupported(attribute, operator);
    }
    if (!(value instanceof String prefix) || !(right instanceof Operand.Text)) {
      throw QueryException.invalid(
          "right-hand side of '%s' must be a literal string (got: %s)"
              .formatted(operator.text(), value));
    }
    return new Condition.StartsWith(attribute, prefix);
  }

  private Condition range(Range range) throws QueryException {
    var attribute = attribute(range.value());
    switch (attribute.type()) {
      case INDEXED_VALUE_TYPE_DATETIME,
          INDEXED_VALUE_TYPE_DOUBLE,
          INDEXED_VALUE_TYPE_INT,
          INDEXED_VALUE_TYPE_KEYWORD -> {}
      default ->
          throw QueryException.invalid(
              "cannot do range condition on search attribute '%s' of type %s"
                  .formatted(range.value(), attribute.typeName()));
    }
    var between =
        new Condition.Between(
            attribute, value(attribute, range.from()), value(attribute, range.to()));
    return negatedIf(range.negated(), between);
  }

  private Condition isNull(Is is) throws QueryException {
    var attribute = attribute(is.value());
    return switch (is.suffix()) {
      case "null" -> new Condition.IsNull(attribute);
      case "not null" -> new Condition.Not(new Condition.IsNull(attribute));
      default ->
          throw QueryException.invalid("'IS' operator can only be used with 'NULL' or 'NOT NULL'");
    };
  }

  /// The attribute that an operand names.
  Attribute attribute(Operand operand) throws QueryException {
    if (!(operand instanceof Operand.Column(var name))) {
      throw QueryException.invalid("must be a column name but was " + operand.kind());
    }
    var attribute = KnownAttributes.find(name, registered);
    if (attribute == null) {
      throw QueryException.invalid("column name '" + name + "' is not a valid search attribute");
    }
    return attribute;
  }

  private static Object value(Attribute attribute, Operand operand) throws QueryException {
    return switch (operand) {
      case Operand.Text _, Operand.Numeral _, Operand.Truth _ -> Values.value(attribute, operand);
      case Operand.Call _ -> throw QueryException.notSupported("nested func");
      case Operand.Column(var name) ->
          throw QueryException.notSupported(
              "column name on the right side of comparison expression (did you forget to quote"
                  + " '"
                  + name
                  + "'?)");
      default -> throw QueryException.invalid("unexpected value type " + operand.kind());
    };
  }
}
