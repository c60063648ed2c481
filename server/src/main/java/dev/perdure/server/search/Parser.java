package dev.perdure.server.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.perdure.server.search.Expression.And;
import dev.perdure.server.search.Expression.Bare;
import dev.perdure.server.search.Expression.Comparison;
import dev.perdure.server.search.Expression.Is;
import dev.perdure.server.search.Expression.Not;
import dev.perdure.server.search.Expression.Operand;
import dev.perdure.server.search.Expression.Operator;
import dev.perdure.server.search.Expression.Or;
import dev.perdure.server.search.Expression.Range;
import dev.perdure.server.search.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads queries: a parser by recursive descent with one token of look-ahead.
///
/// ```
/// query      = [expression] ["GROUP" "BY" operand {"," operand}] ["ORDER" "BY" …] ["LIMIT" …]
/// expression = conjunction {"OR" conjunction}
/// conjunction= negation {"AND" negation}
/// negation   = "NOT" negation | condition {"IS" ["NOT"] ("NULL" | "TRUE" | "FALSE")}
/// condition  = operand [sign operand | ["NOT"] "IN" tuple | ["NOT"] "BETWEEN" operand "AND" operand
///              | ["NOT"] ("STARTS_WITH" | "LIKE" | "REGEXP") operand]
/// operand    = name | string | number | "TRUE" | "FALSE" | "NULL" | call | tuple | "(" expression ")"
/// ```
///
/// What the reference's parser takes and lists do not support (functions, `LIKE`, `ORDER BY`, …) is
/// read as well, so that it can be refused in the same words.
final class Parser {
  /// Most characters of one query.
  static final int CHARACTERS_MAX = 1 << 16;

  /// Most words and signs of one query.
  static final int TOKENS_MAX = 10_000;

  /// Most brackets, calls and negations inside each other.
  static final int DEPTH_MAX = 100;

  /// The reference puts these before a query and counts places from their beginning.
  private static final int BEFORE_CONDITION = "select * from table1 where ".length();

  private static final int BEFORE_CLAUSE = "select * from table1 ".length();

  private final String text;
  private final int before;
  private final Lexer lexer;
  private Token token;
  private int tokens;
  private int depth;

  private Parser(String text) throws QueryException {
    this.text = text;
    var lower = text.toLowerCase(Locale.ROOT);
    boolean onlyClauses =
        text.isEmpty() || lower.startsWith("order by") || lower.startsWith("group by");
    this.before = onlyClauses ? BEFORE_CLAUSE : BEFORE_CONDITION;
    this.lexer = new Lexer(text);
    this.token = lexer.next();
  }

  static Query parse(String query) throws QueryException {
    if (query.length() > CHARACTERS_MAX) {
      throw QueryException.notSupported("a query of more than " + CHARACTERS_MAX + " characters");
    }
    return new Parser(query.strip()).query();
  }

  private Query query() throws QueryException {
    var where = before == BEFORE_CONDITION ? expression() : null;
    List<Operand> groupBy = clause("group") ? operands() : List.of();
    boolean ordered = clause("order");
    if (ordered) {
      order();
    }
    boolean limited = acceptKeyword("limit");
    if (limited) {
      var _ = operands();
    }
    if (token.kind() != Kind.END) {
      throw syntaxError();
    }
    return new Query(where, groupBy, ordered, limited);
  }

  private boolean clause(String keyword) throws QueryException {
    if (!acceptKeyword(keyword)) {
      return false;
    }
    expectKeyword("by");
    return true;
  }

  private void order() throws QueryException {
    do {
      var _ = operand();
      if (!acceptKeyword("asc")) {
        acceptKeyword("desc");
      }
    } while (acceptSign(","));
  }

  private Expression expression() throws QueryException {
    var first = conjunction();
    if (!token.isKeyword("or")) {
      return first;
    }
    var any = new ArrayList<Expression>(List.of(first));
    while (acceptKeyword("or")) {
      any.add(conjunction());
    }
    return new Or(any);
  }

  private Expression conjunction() throws QueryException {
    var first = negation();
    if (!token.isKeyword("and")) {
      return first;
    }
    var all = new ArrayList<Expression>(List.of(first));
    while (acceptKeyword("and")) {
      all.add(negation());
    }
    return new And(all);
  }

  private Expression negation() throws QueryException {
    if (acceptKeyword("not")) {
      deeper();
      var negated = new Not(negation());
      depth--;
      return negated;
    }
    var operand = operand();
    if (acceptKeyword("is")) {
      return new Is(operand, suffix());
    }
    var condition = condition(operand);
    return condition != null
        ? condition
        : operand instanceof Operand.Group(var inner) ? inner : new Bare(operand);
  }

  private String suffix() throws QueryException {
    var not = acceptKeyword("not") ? "not " : "";
    for (var end : List.of("null", "true", "false")) {
      if (acceptKeyword(end)) {
        return not + end;
      }
    }
    throw syntaxError();
  }

  private @Nullable Expression condition(Operand left) throws QueryException {
    boolean negated = acceptKeyword("not");
    if (acceptKeyword("between")) {
      var from = operand();
      expectKeyword("and");
      return new Range(left, negated, from, operand());
    }
    if (acceptKeyword("in")) {
      return new Comparison(left, negated ? Operator.NOT_IN : Operator.IN, tuple());
    }
    if (acceptKeyword("starts_with")) {
      var operator = negated ? Operator.NOT_STARTS_WITH : Operator.STARTS_WITH;
      return new Comparison(left, operator, operand());
    }
    if (acceptKeyword("like")) {
      var like = new Comparison(left, negated ? Operator.NOT_LIKE : Operator.LIKE, operand());
      if (acceptKeyword("escape")) {
        var _ = operand();
      }
      return like;
    }
    if (acceptKeyword("regexp")) {
      return new Comparison(left, negated ? Operator.NOT_REGEXP : Operator.REGEXP, operand());
    }
    if (negated) {
      throw syntaxError();
    }
    return comparison(left);
  }

  private @Nullable Expression comparison(Operand left) throws QueryException {
    if (token.kind() != Kind.SIGN) {
      return null;
    }
    for (var operator : Operator.values()) {
      if (token.isSign(operator.text())) {
        advance();
        return new Comparison(left, operator, operand());
      }
    }
    return null;
  }

  private Operand tuple() throws QueryException {
    expectSign("(");
    deeper();
    var items = operands();
    depth--;
    expectSign(")");
    return new Operand.Tuple(items);
  }

  private List<Operand> operands() throws QueryException {
    var operands = new ArrayList<Operand>();
    do {
      operands.add(operand());
    } while (acceptSign(","));
    return operands;
  }

  private Operand operand() throws QueryException {
    var first = token;
    return switch (first.kind()) {
      case NAME -> {
        advance();
        yield token.isSign("(") ? call(first.text()) : column(first.text());
      }
      case STRING -> {
        advance();
        yield new Operand.Text(first.text());
      }
      case WHOLE, DECIMAL -> number("");
      case KEYWORD -> word();
      case SIGN -> acceptSign("-") ? number("-") : group();
      case ERROR, END -> throw syntaxError();
    };
  }

  private Operand word() throws QueryException {
    if (acceptKeyword("true")) {
      return new Operand.Truth(true);
    }
    if (acceptKeyword("false")) {
      return new Operand.Truth(false);
    }
    if (acceptKeyword("null")) {
      return new Operand.Null();
    }
    throw syntaxError();
  }

  private Operand number(String sign) throws QueryException {
    var number = token;
    if (number.kind() != Kind.WHOLE && number.kind() != Kind.DECIMAL) {
      throw syntaxError();
    }
    advance();
    return new Operand.Numeral(sign + number.text(), number.kind() == Kind.WHOLE);
  }

  private Operand column(String first) throws QueryException {
    var name = new StringBuilder(first);
    while (acceptSign(".")) {
      if (token.kind() != Kind.NAME) {
        throw syntaxError();
      }
      name.append('.').append(token.text());
      advance();
    }
    return new Operand.Column(name.toString());
  }

  private Operand call(String function) throws QueryException {
    expectSign("(");
    deeper();
    if (!acceptSign("*") && !token.isSign(")")) {
      acceptKeyword("distinct");
      var _ = operands();
    }
    depth--;
    expectSign(")");
    return new Operand.Call(function);
  }

  /// A condition in brackets, or several values.
  private Operand group() throws QueryException {
    expectSign("(");
    deeper();
    var first = expression();
    Operand group = new Operand.Group(first);
    if (token.isSign(",") && first instanceof Bare(var operand)) {
      var items = new ArrayList<Operand>(List.of(operand));
      while (acceptSign(",")) {
        items.add(operand());
      }
      group = new Operand.Tuple(items);
    }
    depth--;
    expectSign(")");
    return group;
  }

  private void deeper() throws QueryException {
    if (++depth > DEPTH_MAX) {
      throw QueryException.notSupported("more than " + DEPTH_MAX + " nested expressions");
    }
  }

  private boolean acceptKeyword(String keyword) throws QueryException {
    if (!token.isKeyword(keyword)) {
      return false;
    }
    advance();
    return true;
  }

  private void expectKeyword(String keyword) throws QueryException {
    if (!acceptKeyword(keyword)) {
      throw syntaxError();
    }
  }

  private boolean acceptSign(String sign) throws QueryException {
    if (!token.isSign(sign)) {
      return false;
    }
    advance();
    return true;
  }

  private void expectSign(String sign) throws QueryException {
    if (!acceptSign(sign)) {
      throw syntaxError();
    }
  }

  private void advance() throws QueryException {
    if (++tokens > TOKENS_MAX) {
      throw QueryException.notSupported("a query of more than " + TOKENS_MAX + " words");
    }
    token = lexer.next();
  }

  /// The place is that of the character behind the one that follows the token, in bytes.
  private QueryException syntaxError() {
    int place = before + text.substring(0, token.end()).getBytes(UTF_8).length + 1;
    return QueryException.malformed("syntax error at position " + place + token.near());
  }
}
