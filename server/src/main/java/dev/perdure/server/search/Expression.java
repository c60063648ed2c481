package dev.perdure.server.search;

import java.util.List;

/// What a query says, before names and values are looked at.
sealed interface Expression {
  record And(List<Expression> all) implements Expression {}

  record Or(List<Expression> any) implements Expression {}

  record Not(Expression operand) implements Expression {}

  record Comparison(Operand left, Operator operator, Operand right) implements Expression {}

  record Range(Operand value, boolean negated, Operand from, Operand to) implements Expression {}

  /// A question that a word answers.
  ///
  /// @param suffix what follows `is`: `null`, `not null`, `true`, …
  record Is(Operand value, String suffix) implements Expression {}

  /// A value where a condition should be.
  record Bare(Operand operand) implements Expression {}

  /// What two operands can be compared by.
  enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    LESS("<"),
    LESS_OR_EQUAL("<="),
    GREATER(">"),
    GREATER_OR_EQUAL(">="),
    IN("in"),
    NOT_IN("not in"),
    STARTS_WITH("starts_with"),
    NOT_STARTS_WITH("not starts_with"),
    LIKE("like"),
    NOT_LIKE("not like"),
    REGEXP("regexp"),
    NOT_REGEXP("not regexp");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /// As error messages have it.
    String text() {
      return text;
    }
  }

  /// One side of a comparison. Its string is SQL, for error messages.
  sealed interface Operand {
    /// What the reference's parser calls it: error messages have that.
    String kind();

    record Column(String name) implements Operand {
      @Override
      public String kind() {
        return "*sqlparser.ColName";
      }

      @Override
      public String toString() {
        return name;
      }
    }

    record Text(String content) implements Operand {
      @Override
      public String kind() {
        return "*sqlparser.SQLVal";
      }

      @Override
      public String toString() {
        return "'" + content.replace("\\", "\\\\").replace("'", "\\'") + "'";
      }
    }

    /// A number as it was written.
    ///
    /// @param digits with a sign, if there is one
    /// @param whole whether there is neither a point nor an exponent
    record Numeral(String digits, boolean whole) implements Operand {
      @Override
      public String kind() {
        return "*sqlparser.SQLVal";
      }

      @Override
      public String toString() {
        return digits;
      }
    }

    record Truth(boolean value) implements Operand {
      @Override
      public String kind() {
        return "sqlparser.BoolVal";
      }

      @Override
      public String toString() {
        return Boolean.toString(value);
      }
    }

    record Null() implements Operand {
      @Override
      public String kind() {
        return "*sqlparser.NullVal";
      }

      @Override
      public String toString() {
        return "null";
      }
    }

    record Tuple(List<Operand> items) implements Operand {
      @Override
      public String kind() {
        return "sqlparser.ValTuple";
      }

      @Override
      public String toString() {
        return "(" + String.join(", ", items.stream().map(Object::toString).toList()) + ")";
      }
    }

    record Call(String function) implements Operand {
      @Override
      public String kind() {
        return "*sqlparser.FuncExpr";
      }

      @Override
      public String toString() {
        return function + "()";
      }
    }

    /// A condition where a value should be.
    record Group(Expression expression) implements Operand {
      @Override
      public String kind() {
        return "*sqlparser.ParenExpr";
      }
    }
  }
}
