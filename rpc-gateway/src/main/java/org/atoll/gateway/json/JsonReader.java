package org.atoll.gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;

/** Reads JSON texts of bounded depth. Thread-safe. */
public final class JsonReader {
  private static final int MAX_NUMBER_LENGTH = 100;
  private static final int MAX_NAME_LENGTH = 1_000;

  private final JsonFactory factory;

  /** With a greatest depth of nesting; the outermost array or object is depth 1. */
  public JsonReader(int maxDepth) {
    factory = JsonFactory.builder()
        .streamReadConstraints(StreamReadConstraints.builder()
            .maxNestingDepth(maxDepth)
            .maxNumberLength(MAX_NUMBER_LENGTH)
            .maxNameLength(MAX_NAME_LENGTH)
            .build())
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
        .build();
  }

  /** What a text turned out to be. */
  public sealed interface Document {
    record Single(Json value) implements Document {}

    record Batch(List<Json> values) implements Document {}

    /** An array of more values than allowed; the rest was not read. */
    record TooLong() implements Document {}

    record Malformed() implements Document {}
  }

  /** Reads one text; nothing but white space may follow it. */
  public Document read(byte[] text, int maxItems) {
    try (var parser = factory.createParser(text)) {
      var first = parser.nextToken();
      if (first == null) {
        return new Document.Malformed();
      }
      if (first != JsonToken.START_ARRAY) {
        var value = value(parser, first);
        return parser.nextToken() == null ? new Document.Single(value) : new Document.Malformed();
      }
      var values = new ArrayList<Json>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (values.size() == maxItems) {
          return new Document.TooLong();
        }
        values.add(value(parser, parser.currentToken()));
      }
      return parser.nextToken() == null ? new Document.Batch(values) : new Document.Malformed();
    } catch (IOException malformed) { // the source is an array: only syntax and limits can fail
      return new Document.Malformed();
    }
  }

  private static Json value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_NULL -> Json.Null.NULL;
      case VALUE_TRUE -> new Json.Bool(true);
      case VALUE_FALSE -> new Json.Bool(false);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(parser.getText());
      case VALUE_STRING -> new Json.Str(parser.getText());
      case START_ARRAY -> {
        var items = new ArrayList<Json>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser, parser.currentToken()));
        }
        yield new Json.Arr(Collections.unmodifiableList(items));
      }
      case START_OBJECT -> {
        var members = new LinkedHashMap<String, Json>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          var name = parser.currentName();
          members.put(name, value(parser, parser.nextToken()));
        }
        yield new Json.Obj(Collections.unmodifiableMap(members));
      }
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IOException("unexpected token " + token);
    };
  }
}
