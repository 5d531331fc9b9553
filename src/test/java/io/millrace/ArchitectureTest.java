package io.millrace;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The layering of the project. Think before adding an arrow: the map is the design. */
class ArchitectureTest {
  static final String ROOT = "io.millrace.";

  private static final Set<String> MODEL =
      Set.of(
          "model.bundle",
          "model.text",
          "model.text.piece",
          "model.confidence",
          "model.infer",
          "model.djl");

  private static final Set<String> SERVE =
      Set.of(
          "serve.event",
          "serve.batch",
          "serve.batch.schedule",
          "serve.config",
          "serve.cascade",
          "serve.kafka.codec",
          "serve.kafka.flow",
          "serve.kafka.trace",
          "serve.kafka.registry",
          "serve.kafka",
          "serve.http",
          "serve.metric",
          "serve.trace",
          "serve.quality",
          "serve.quality.evidence",
          "serve.http.oip",
          "serve.http.console");

  private static final Set<String> COMPRESS =
      Set.of(
          "compress.graph",
          "compress.data",
          "compress.arch",
          "compress.prune",
          "compress.arch.layer",
          "compress.teach",
          "compress.train",
          "compress.pretrain",
          "compress.rewrite",
          "compress.quantize",
          "compress.quantize.codebook",
          "compress.quantize.adaptive",
          "compress.calibrate",
          "compress.measure",
          "compress.compare",
          "compress.search",
          "compress.report",
          "compress.recipe");

  /** What a package of measurements may import. */
  private static final Set<String> BENCHES =
      plus(plus(MODEL, SERVE), plus(COMPRESS, Set.of("serve.app", "broker", "bench")));

  private static final Set<String> MEASUREMENTS =
      Set.of("bench.batching", "bench.plan", "bench.service", "bench.trust", "bench.words");

  /** Package to the packages it may import, besides the JDK and itself. */
  private static final Map<String, Set<String>> MAY_IMPORT =
      Map.ofEntries(
          entry("model.text", Set.of()),
          entry("model.text.piece", Set.of("model.text")),
          entry("model.bundle", Set.of("model.text", "model.text.piece")),
          entry("model.confidence", Set.of()),
          entry("model.infer", Set.of("model.bundle", "model.text")),
          entry(
              "model.djl", Set.of("model.bundle", "model.text", "model.text.piece", "model.infer")),
          entry("serve.event", Set.of()),
          entry("serve.batch.schedule", Set.of()),
          entry("serve.batch", Set.of("serve.batch.schedule")),
          entry("serve.config", Set.of()),
          entry(
              "serve.cascade",
              Set.of(
                  "serve.event",
                  "serve.batch",
                  "serve.batch.schedule",
                  "model.bundle",
                  "model.text",
                  "model.infer",
                  "model.confidence")),
          entry("serve.kafka.codec", Set.of("serve.event")),
          entry("serve.kafka.trace", Set.of("serve.cascade")),
          entry("serve.kafka.registry", Set.of("serve.event", "serve.kafka.codec")),
          entry(
              "serve.kafka.flow",
              Set.of("serve.event", "serve.cascade", "serve.kafka.codec", "serve.kafka.trace")),
          entry(
              "serve.kafka",
              Set.of("serve.event", "serve.cascade", "serve.kafka.codec", "serve.kafka.flow")),
          entry("serve.quality.evidence", Set.of()),
          entry("serve.quality", Set.of("serve.event", "serve.quality.evidence")),
          entry("serve.http", Set.of("serve.event", "serve.cascade", "serve.quality")),
          entry(
              "serve.http.oip",
              Set.of("serve.event", "serve.cascade", "serve.quality", "serve.http")),
          entry("serve.http.console", Set.of("serve.event", "serve.cascade", "serve.http")),
          entry(
              "serve.metric",
              Set.of(
                  "serve.event",
                  "serve.batch",
                  "serve.cascade",
                  "serve.kafka.flow",
                  "serve.quality",
                  "serve.quality.evidence",
                  "serve.trace")),
          entry("serve.trace", Set.of("serve.event", "serve.cascade")),
          entry("serve.app", plus(MODEL, SERVE)),
          entry("compress.graph", Set.of()),
          entry("compress.data", Set.of("model.bundle", "model.text")),
          entry("compress.arch.layer", Set.of("compress.graph", "model.bundle")),
          entry(
              "compress.arch",
              plus(MODEL, Set.of("compress.graph", "compress.data", "compress.arch.layer"))),
          entry(
              "compress.prune",
              plus(MODEL, Set.of("compress.graph", "compress.data", "compress.arch"))),
          entry(
              "compress.rewrite",
              Set.of(
                  "compress.graph", "compress.data", "model.text", "model.infer", "model.bundle")),
          entry(
              "compress.train",
              plus(
                  MODEL,
                  Set.of(
                      "compress.graph",
                      "compress.data",
                      "compress.arch",
                      "compress.prune",
                      "compress.quantize",
                      "compress.teach"))),
          entry("compress.teach", plus(MODEL, Set.of("compress.graph"))),
          entry(
              "compress.pretrain",
              plus(MODEL, Set.of("compress.data", "compress.arch", "compress.train"))),
          entry(
              "compress.quantize",
              Set.of(
                  "compress.graph", "compress.data", "model.text", "model.infer", "model.bundle")),
          entry(
              "compress.search",
              plus(
                  MODEL,
                  Set.of(
                      "compress.graph",
                      "compress.data",
                      "compress.arch",
                      "compress.train",
                      "compress.teach",
                      "compress.quantize",
                      "compress.measure"))),
          entry("compress.quantize.codebook", Set.of("compress.graph", "compress.quantize")),
          entry(
              "compress.quantize.adaptive",
              Set.of("compress.graph", "compress.quantize", "model.bundle")),
          entry("compress.recipe", Set.of("model.bundle")),
          entry(
              "compress.report", plus(MODEL, Set.of("compress.data", "compress.measure", "page"))),
          entry("compress.calibrate", Set.of("model.confidence")),
          entry("compress.measure", plus(MODEL, Set.of("compress.data", "compress.calibrate"))),
          entry("compress.compare", plus(MODEL, Set.of("compress.data", "compress.measure"))),
          entry("broker", Set.of()),
          entry("page", Set.of()),
          entry("bench", Set.of("page")),
          entry("bench.simulate", Set.of("serve.batch.schedule", "model.infer", "model.text")),
          entry("bench.batching", plus(BENCHES, Set.of("bench.simulate", "bench.service"))),
          entry("bench.service", BENCHES),
          entry("bench.plan", plus(BENCHES, Set.of("bench.simulate", "bench.service"))),
          entry("bench.trust", plus(BENCHES, Set.of("bench.service"))),
          entry("bench.words", plus(BENCHES, Set.of("bench.service"))),
          entry("cli.demo", Set.of("broker", "model.bundle", "serve.app")),
          entry("cli.fetch", Set.of()),
          entry("cli.lesson", plus(MODEL, Set.of("compress.teach"))),
          entry(
              "cli",
              plus(plus(BENCHES, MEASUREMENTS), Set.of("cli.demo", "cli.fetch", "cli.lesson"))));

  /** Third-party package to the only packages that may see its types. */
  private static final Map<String, Set<String>> CONFINED =
      Map.ofEntries(
          entry(
              "ai.djl..",
              Set.of(
                  "model.djl",
                  "compress.arch",
                  "compress.arch.layer",
                  "compress.train",
                  "bench.service")),
          entry("ai.onnxruntime..", Set.of("model.djl")),
          entry("[ai.onnx|com.google.protobuf]..", Set.of("compress.graph")),
          entry("kafka..", Set.of("broker")),
          entry(
              "org.apache.kafka..",
              Set.of(
                  "serve.kafka",
                  "serve.kafka.codec",
                  "serve.kafka.flow",
                  "serve.kafka.trace",
                  "serve.kafka.registry",
                  "serve.quality",
                  "serve.app",
                  "broker",
                  "cli.demo",
                  "cli.lesson",
                  "bench.service",
                  "bench.trust")),
          entry("io.opentelemetry..", Set.of("serve.trace")),
          entry("io.micrometer..", Set.of("serve.metric", "serve.app")),
          entry("io.smallrye.config..", Set.of("serve.config", "serve.app")),
          entry("org.eclipse.microprofile.health..", Set.of("serve.app")),
          entry("picocli..", Set.of("cli")),
          entry(
              "[io.apicurio|org.apache.avro|com.microsoft.kiota]..",
              Set.of("serve.kafka.registry")));

  static final JavaClasses CODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.millrace");

  @Test
  void everyPackageIsOnTheMap() {
    Set<String> seen =
        CODE.stream()
            .map(type -> type.getPackageName().replace(ROOT, ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(seen).isEqualTo(new TreeSet<>(MAY_IMPORT.keySet()));
  }

  @TestFactory
  Stream<DynamicTest> importsOnlyWhatTheMapAllows() {
    return MAY_IMPORT.entrySet().stream()
        .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> holds(row)));
  }

  private static void holds(Map.Entry<String, Set<String>> row) {
    String[] allowed =
        Stream.concat(Stream.of(row.getKey()), row.getValue().stream())
            .map(ROOT::concat)
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + row.getKey())
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "*..").and(not(resideInAnyPackage(allowed))))
        .check(CODE);
  }

  @TestFactory
  Stream<DynamicTest> confinesThirdPartyTypes() {
    return CONFINED.entrySet().stream()
        .map(row -> DynamicTest.dynamicTest(row.getKey(), () -> confined(row)));
  }

  private static void confined(Map.Entry<String, Set<String>> row) {
    String[] home = row.getValue().stream().map(ROOT::concat).toArray(String[]::new);
    noClasses()
        .that()
        .resideOutsideOfPackages(home)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(row.getKey())
        .check(CODE);
  }

  @Test
  void hasNoCycles() {
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CODE);
  }

  @Test
  void everyPackageHasItsWordOfIntroduction() {
    Set<String> introduced =
        CODE.stream()
            .filter(type -> type.getSimpleName().equals("package-info"))
            .map(JavaClass::getPackageName)
            .collect(Collectors.toSet());

    assertThat(CODE.stream().map(JavaClass::getPackageName)).allMatch(introduced::contains);
  }

  private static Set<String> plus(Set<String> some, Set<String> others) {
    return Stream.concat(some.stream(), others.stream()).collect(Collectors.toUnmodifiableSet());
  }
}
