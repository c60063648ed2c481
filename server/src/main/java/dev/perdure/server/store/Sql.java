package dev.perdure.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A statement in the making. Whatever comes from outside is bound, never part of the text.
final class Sql {
  private final StringBuilder text = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  Sql add(String sql) {
    text.append(sql);
    return this;
  }

  /// Adds a parameter.
  Sql bind(Object value) {
    text.append('?');
    values.add(value);
    return this;
  }

  /// Adds a list of parameters, separated by commas.
  Sql bindAll(Iterable<?> all) {
    var separator = "";
    for (var value : all) {
      add(separator).bind(value);
      separator = ", ";
    }
    return this;
  }

  Sql add(Sql other) {
    text.append(other.text);
    values.addAll(other.values);
    return this;
  }

  PreparedStatement prepare(Connection connection) throws SQLException {
    var statement = connection.prepareStatement(text.toString());
    try {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, values.get(i));
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  @Override
  public String toString() {
    return text + " " + values;
  }
}
