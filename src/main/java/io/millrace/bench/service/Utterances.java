package io.millrace.bench.service;

import io.millrace.bench.BenchSettings;
import io.millrace.compress.data.DataDirectory;
import io.millrace.model.bundle.BundleDirectory;
import io.millrace.model.bundle.Probe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What events say: the data's test split, else the probes of the bundle, else the demo's. */
public final class Utterances {
  private static final String DEMO = "/demo/utterances.txt";

  private Utterances() {}

  /** In an order that depends on nothing but the seed. */
  public static List<String> of(BenchSettings settings) throws IOException {
    if (settings.data().isPresent()) {
      return DataDirectory.read(settings.data().get()).test().shuffledTexts(settings.seed());
    }
    List<String> texts = new ArrayList<>(withoutData(settings));
    Collections.shuffle(texts, new Random(settings.seed()));
    return texts;
  }

  /** Texts of so many words each: what padding costs is another question. */
  static List<String> ofLength(List<String> utterances, int length) {
    List<String> words = new ArrayList<>();
    utterances.forEach(utterance -> words.addAll(List.of(utterance.strip().split("\\s+"))));
    List<String> texts = new ArrayList<>();
    for (int from = 0; from + length <= words.size(); from += length) {
      texts.add(String.join(" ", words.subList(from, from + length)));
    }
    return texts;
  }

  private static List<String> withoutData(BenchSettings settings) throws IOException {
    try (BundleDirectory bundle = BundleDirectory.read(settings.bundle());
        InputStream demo = Utterances.class.getResourceAsStream(DEMO)) {
      List<String> probes = bundle.probes().stream().map(Probe::text).toList();
      return probes.isEmpty()
          ? new String(demo.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.isBlank())
              .toList()
          : probes;
    }
  }
}
