package io.millrace.cli.lesson;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.compress.teach.EarlierAnswers;
import io.millrace.compress.teach.TaughtText;
import java.io.IOException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Lessons of the teachers that are given, the newest of them, each event once; and how many records
 * were none.
 *
 * <p>Not for sharing.
 */
public final class Lessons {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What the service writes. */
  private static final int VERSION = 1;

  private final EarlierAnswers answers;
  private final int most;
  private final Map<Skipped, Long> skipped = new EnumMap<>(Skipped.class);
  private Map<String, Dated> lessons = new LinkedHashMap<>();

  /** Why a record is no lesson here. */
  public enum Skipped {
    /** Not JSON, or a member is missing or of another kind. */
    MALFORMED,
    /** Written by a later version. */
    OTHER_VERSION,
    /** None of the teachers given, by the checksum of its model. */
    OTHER_TEACHER,
    /** Labels other than the teacher's, or in another order. */
    OTHER_LABELS,
    /** The event was there before. */
    REPEATED,
    /** More than are wanted, and older. */
    OLDER;

    /** The word for people. */
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  private record Dated(long timeMs, TaughtText lesson) {}

  /**
   * None yet.
   *
   * @param most that are kept, at least 1
   */
  public Lessons(EarlierAnswers answers, int most) {
    this.answers = answers;
    this.most = most;
    for (Skipped reason : Skipped.values()) {
      skipped.put(reason, 0L);
    }
  }

  /**
   * Takes one record.
   *
   * @param value null for a tombstone
   * @param timeMs the record's
   */
  public void add(byte[] value, long timeMs) {
    JsonNode json = parse(value);
    float[] logits = floats(json.path("logits"));
    if (json.path("version").isInt() && json.path("version").intValue() > VERSION) {
      skip(Skipped.OTHER_VERSION, 1);
    } else if (!isWhole(json) || logits.length == 0) {
      skip(Skipped.MALFORMED, 1);
    } else {
      add(json, logits, timeMs);
    }
  }

  private void add(JsonNode json, float[] logits, long timeMs) {
    String checksum = json.at("/teacher/checksum").textValue();
    if (!answers.knows(checksum)) {
      skip(Skipped.OTHER_TEACHER, 1);
    } else if (!answers.fits(checksum, json.path("labels").textValue(), logits.length)) {
      skip(Skipped.OTHER_LABELS, 1);
    } else {
      String text = json.path("text").textValue();
      Dated lesson = new Dated(timeMs, answers.of(checksum, text, logits));
      if (lessons.put(json.path("id").textValue() + '\n' + text, lesson) != null) {
        skip(Skipped.REPEATED, 1);
      }
      if (lessons.size() >= 2L * most) {
        leaveNewest();
      }
    }
  }

  /** The newest. */
  public List<TaughtText> newest() {
    leaveNewest();
    return lessons.values().stream().map(Dated::lesson).toList();
  }

  /** How many records were none, by reason. */
  public Map<Skipped, Long> skipped() {
    return skipped;
  }

  private void leaveNewest() {
    if (lessons.size() <= most) {
      return;
    }
    skip(Skipped.OLDER, lessons.size() - most);
    Map<String, Dated> newest = new LinkedHashMap<>();
    lessons.entrySet().stream()
        .sorted(Comparator.comparingLong(lesson -> -lesson.getValue().timeMs()))
        .limit(most)
        .forEach(lesson -> newest.put(lesson.getKey(), lesson.getValue()));
    lessons = newest;
  }

  private void skip(Skipped reason, long count) {
    skipped.merge(reason, count, Long::sum);
  }

  private static JsonNode parse(byte[] value) {
    try {
      return value == null ? JSON.missingNode() : JSON.readTree(value);
    } catch (IOException notJson) {
      return JSON.missingNode();
    }
  }

  private static boolean isWhole(JsonNode json) {
    return json.path("version").asInt() == VERSION
        && json.path("id").isTextual()
        && json.path("text").isTextual()
        && !json.path("text").textValue().isBlank()
        && json.at("/teacher/checksum").isTextual()
        && json.path("labels").isTextual();
  }

  /** Numbers of an array; none if one of them is no finite number. */
  private static float[] floats(JsonNode array) {
    float[] floats = new float[array.isArray() ? array.size() : 0];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = array.get(i).isNumber() ? array.get(i).floatValue() : Float.NaN;
      if (!Float.isFinite(floats[i])) {
        return new float[0];
      }
    }
    return floats;
  }
}
