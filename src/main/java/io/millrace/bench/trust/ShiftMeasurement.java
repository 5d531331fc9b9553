package io.millrace.bench.trust;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.bench.BenchSettings;
import io.millrace.bench.Findings;
import io.millrace.bench.Measurement;
import io.millrace.bench.Table;
import io.millrace.bench.service.Rig;
import io.millrace.bench.service.Rig.Topics;
import io.millrace.bench.service.ServiceProcess;
import io.millrace.compress.data.DataDirectory;
import io.millrace.model.bundle.BundleDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The input shifts to the labels at which the student is worst. Audits notice, thresholds follow
 * them, and agreement is back.
 *
 * <p>All that a student accepts is audited; with a share of it everything takes as many audits, and
 * more time. Agreement is that of the last 500 audited events.
 */
public final class ShiftMeasurement implements Measurement {
  private static final String AUDITS = "millrace.audits";
  private static final String POLICY = "millrace.policy";
  private static final String QUALITY = "millrace.quality";

  /** {@code millrace.policy.target}. */
  private static final double TARGET = 0.97;

  private static final double PER_SECOND = 250;
  private static final int USUAL = 1_000;
  private static final int SHIFTED = 6_000;

  /** Until the topology, which starts when the service does, writes its first window. */
  private static final int MOST_USUAL = 20;

  private static final int WINDOW = 500;
  private static final Duration LAST = Duration.ofSeconds(3);

  @Override
  public String name() {
    return "shift";
  }

  @Override
  public String question() {
    return "The input shifts to what the student is worst at: when is agreement back?";
  }

  @Override
  public boolean needsData() {
    return true;
  }

  @Override
  public Findings measure(BenchSettings settings) throws Exception {
    if (settings.data().isEmpty()) {
      throw new IOException("shift: needs --data, whose labels tell where the student is worst");
    }
    DataDirectory data = DataDirectory.read(settings.data().get());
    HardTexts hard;
    try (BundleDirectory bundle = BundleDirectory.read(settings.bundle())) {
      hard = HardTexts.of(bundle, data);
    }
    List<String> shifted = new ArrayList<>(hard.texts());
    Collections.shuffle(shifted, new Random(settings.seed()));
    Heard heard = new Heard();
    try (Rig rig = Rig.start()) {
      Topics topics = rig.topics(4);
      List.of(AUDITS, POLICY, QUALITY).forEach(topic -> make(rig, topic));
      try (ServiceProcess service = rig.serve(settings.bundle(), topics, options());
          Watch watch = new Watch(rig, topics, List.of(AUDITS, POLICY, QUALITY))) {
        settings.progress().accept("shift: the usual input");
        List<String> usual = data.test().shuffledTexts(settings.seed());
        for (int i = 0; i < MOST_USUAL && !heard.isWatched; i++) {
          run(watch, usual, USUAL, heard);
        }
        heard.shifts();
        settings.progress().accept("shift: the labels at which the student is worst");
        run(watch, shifted, SHIFTED, heard);
        service.requireAlive();
      }
    }
    return findings(heard, hard);
  }

  private static void make(Rig rig, String topic) {
    try {
      rig.topic(topic);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void run(Watch watch, List<String> texts, int events, Heard heard)
      throws IOException {
    watch.run(Watch.texts(texts, events), Watch.evenly(events, PER_SECOND), heard);
    watch.listen(LAST, heard);
  }

  private static Map<String, String> options() {
    return Map.of(
        "MILLRACE_AUDIT_SHARE", "1",
        "MILLRACE_AUDIT_BACKLOG", "1h",
        "MILLRACE_QUALITY_ENABLED", "true",
        "MILLRACE_QUALITY_HOP", "1s",
        "MILLRACE_POLICY_ENABLED", "true");
  }

  /** What audits said, in their order, and how far the threshold was raised then. */
  private static final class Heard implements Watch.Ear {
    final List<Boolean> agreed = new ArrayList<>();
    final List<Double> raises = new ArrayList<>();
    int shift;
    boolean isWatched;
    private double raise;

    @Override
    public void hear(String topic, JsonNode record, double seconds) {
      if (topic.equals(POLICY)) {
        raise = record.path("raise").asDouble();
      } else if (topic.equals(QUALITY)) {
        isWatched = true;
      } else {
        agreed.add(record.path("agrees").asBoolean());
        raises.add(raise);
      }
    }

    void shifts() {
      shift = agreed.size();
    }

    /** Agreement of the last audits before a place. */
    double agreement(int place, int window) {
      List<Boolean> last = agreed.subList(Math.max(0, place - window), place);
      return last.stream().filter(agrees -> agrees).count() / (double) last.size();
    }
  }

  private static Findings findings(Heard heard, HardTexts hard) throws IOException {
    int all = heard.agreed.size();
    if (all < heard.shift + 4 * WINDOW) {
      throw new IOException("shift: only %d audits came".formatted(all));
    }
    int fallen = -1;
    int back = -1;
    double lowest = 1;
    for (int place = heard.shift + WINDOW; place <= all; place++) {
      double agreement = heard.agreement(place, WINDOW);
      lowest = Math.min(lowest, agreement);
      fallen = fallen < 0 && agreement < TARGET ? place : fallen;
      back = fallen >= 0 && back < 0 && agreement >= TARGET ? place : back;
    }
    SortedMap<String, Double> figures = new TreeMap<>();
    figures.put("shift_agreement_without_policy", hard.agreement());
    figures.put("shift_agreement_before", heard.agreement(heard.shift, heard.shift));
    figures.put("shift_agreement_lowest", lowest);
    figures.put("shift_audits_until_back", back < 0 ? all : (double) (back - heard.shift));
    figures.put("shift_is_back", back < 0 ? 0.0 : 1.0);
    figures.put("shift_agreement_after", heard.agreement(all, all - heard.shift - 2 * WINDOW));
    figures.put("shift_raise", heard.raises.getLast());
    return new Findings(figures, List.of(table(heard)));
  }

  private static Table table(Heard heard) {
    List<List<String>> rows = new ArrayList<>();
    for (int place = WINDOW; place <= heard.agreed.size(); place += WINDOW / 2) {
      rows.add(
          List.of(
              Integer.toString(place - heard.shift),
              String.format(Locale.ROOT, "%.3f", heard.agreement(place, WINDOW)),
              String.format(Locale.ROOT, "%.3f", heard.raises.get(place - 1))));
    }
    return new Table(
        "Agreement of the last 500 audited events, and the raise of the threshold",
        List.of("audited events since the shift", "agreement", "raise"),
        rows);
  }
}
