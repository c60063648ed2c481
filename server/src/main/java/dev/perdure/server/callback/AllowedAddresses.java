package dev.perdure.server.callback;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The addresses that callbacks may go to. Of a server's own accord there are none: whoever may
/// start a workflow could else make the server call anybody.
public final class AllowedAddresses {
  /// No address.
  public static final AllowedAddresses NONE = new AllowedAddresses(List.of());

  private final List<Rule> rules;

  private record Rule(Pattern host, boolean allowsInsecure) {}

  private AllowedAddresses(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /// Reads the form that the setting `callback.allowedAddresses` of Temporal's server has: a JSON
  /// list of `{"Pattern": "host:port", "AllowInsecure": false}`, in whose patterns `*` stands for
  /// anything. An entry without a pattern is ignored.
  ///
  /// @throws IllegalArgumentException if it is no JSON list of objects
  public static AllowedAddresses parse(String json) {
    var value = Value.newBuilder();
    try {
      JsonFormat.parser().merge(json, value);
    } catch (InvalidProtocolBufferException e) {
      throw unreadable(json);
    }
    if (!value.hasListValue()) {
      throw unreadable(json);
    }
    var rules = new ArrayList<Rule>();
    for (var entry : value.getListValue().getValuesList()) {
      if (!entry.hasStructValue()) {
        throw unreadable(json);
      }
      var pattern = field(entry.getStructValue(), "Pattern").getStringValue();
      if (!pattern.isEmpty()) {
        rules.add(
            new Rule(
                regex(pattern), field(entry.getStructValue(), "AllowInsecure").getBoolValue()));
      }
    }
    return new AllowedAddresses(rules);
  }

  private static IllegalArgumentException unreadable(String json) {
    return new IllegalArgumentException(
        "The dynamic-config value callback.allowedAddresses must be a JSON list like"
            + " [{\"Pattern\":\"example.com:*\",\"AllowInsecure\":false}], but is \"%s\"."
                .formatted(json));
  }

  /// The names of fields are matched as Temporal's server does it, without regard to case.
  private static Value field(Struct entry, String name) {
    for (Map.Entry<String, Value> field : entry.getFieldsMap().entrySet()) {
      if (field.getKey().equalsIgnoreCase(name)) {
        return field.getValue();
      }
    }
    return Value.getDefaultInstance();
  }

  private static Pattern regex(String pattern) {
    var regex = new StringBuilder();
    for (var literal : pattern.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
    }
    return Pattern.compile(regex.toString());
  }

  /// What is wrong with an address, null if callbacks may go there.
  public @Nullable String problem(String url) {
    URI address;
    try {
      address = new URI(url);
    } catch (URISyntaxException e) {
      return "invalid callback url: " + e.getMessage();
    }
    boolean isSecure = "https".equals(address.getScheme());
    if (!isSecure && !"http".equals(address.getScheme())) {
      return "invalid url: unknown scheme: " + url;
    }
    if (address.getHost() == null) {
      return "invalid url: missing host";
    }
    var host = address.getHost() + (address.getPort() < 0 ? "" : ":" + address.getPort());
    for (var rule : rules) {
      if (rule.host.matcher(host).matches()) {
        return isSecure || rule.allowsInsecure
            ? null
            : "invalid url: callback address does not allow insecure connections: " + url;
      }
    }
    return "invalid url: url does not match any configured callback address: " + url;
  }
}
