package io.millrace.page;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A page as one file: style, Chart.js, script and data are inside.
 *
 * <p>Immutable.
 *
 * @param owner beside it lie {@code NAME.html}, with the marks <code>/&#42;style&#42;/</code>,
 *     {@code chart}, {@code page} and {@code data}, and {@code NAME.js}
 */
public record Page(Class<?> owner, String name) {
  /** As the webjar lays it out. */
  private static final String CHART_JS =
      "/META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.js";

  private static final JsonMapper JSON = new JsonMapper();

  /** Writes the page aside, then puts it in its place. */
  public void write(Object data, Path file) throws IOException {
    Path target = file.toAbsolutePath().normalize();
    Files.createDirectories(target.getParent());
    Path aside = target.resolveSibling("." + target.getFileName() + ".part");
    try {
      Files.writeString(aside, html(data));
      Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /** The page's text; the data are written member by member. */
  public String html(Object data) throws IOException {
    return resource(owner, name + ".html")
        .replace("/*style*/", resource(Page.class, "page.css"))
        .replace("/*chart*/", inScript(resource(Page.class, CHART_JS)))
        .replace("/*page*/", resource(Page.class, "page.js") + resource(owner, name + ".js"))
        .replace("/*data*/", inScript(JSON.writeValueAsString(data)));
  }

  /** Nothing in a script element may look like its end: labels are anybody's words. */
  private static String inScript(String text) {
    return text.replace("</", "<\\/").replace("<!--", "<\\!--");
  }

  private static String resource(Class<?> owner, String name) throws IOException {
    try (InputStream in = owner.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("Bug: no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
