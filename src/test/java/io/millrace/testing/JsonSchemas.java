package io.millrace.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;

/** JSON against a JSON Schema, draft 2020-12. */
public final class JsonSchemas {
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private JsonSchemas() {}

  /** Fails with all that the schema says against it. */
  public static void require(URL schema, JsonNode json) {
    assertThat(errors(schema, json)).as(json.toString()).isEmpty();
  }

  /** Whether the schema says nothing against it. */
  public static boolean allows(URL schema, JsonNode json) {
    return errors(schema, json).isEmpty();
  }

  private static List<Error> errors(URL schema, JsonNode json) {
    try (InputStream in = schema.openStream()) {
      return REGISTRY.getSchema(in).validate(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
