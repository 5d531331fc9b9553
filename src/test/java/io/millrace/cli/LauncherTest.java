package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code millrace}, with a JDK and a Maven that only say that they were called. */
class LauncherTest {
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir private Path home;

  @BeforeEach
  void layOutAProject() throws IOException {
    Files.createDirectories(home.resolve("src/main/resources"));
    write("src/main/java/A.java", "");
    write("src/main/java/B.java", "");
    write("src/test/java/ATest.java", "");
    write("pom.xml", "");
    executable("jdk/bin/javac", "exit 0");
    executable(
        "jdk/bin/java",
        """
        case $* in
          -version) echo 'openjdk version "25.0.1"' >&2 ;;
          *AOTCacheOutput=*" demo --duration 2"*)
            [ ! -f unwritable ] || exit 1
            cache=${*#*AOTCacheOutput=}
            echo classes >"${cache%% *}"
            ;;
          *) echo "ran $*"; exit 7 ;;
        esac
        """);
    executable(
        "mvnw",
        """
        echo "$*" >>calls
        [ ! -f slow ] || sleep 1
        [ ! -f broken ] || { echo '[ERROR] A.java: broken'; exit 1; }
        mkdir -p target
        touch target/millrace-runner.jar
        """);
    Files.copy(Path.of("millrace"), home.resolve("millrace"));
    makeOld();
  }

  @Test
  void buildsOnceAndHandsOnArgumentsAndExitStatus() throws Exception {
    Run first = launch("demo", "--rate", "two words");
    Run second = launch("demo");

    assertThat(first.status).isEqualTo(7);
    assertThat(first.output).contains("building").contains("Millrace demo --rate two words");
    assertThat(second.output).doesNotContain("building");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void remembersClassesOnceForEachBuild() throws Exception {
    Run first = launch("serve");
    Run second = launch("predict");
    write("src/main/java/A.java", "changed");
    Run help = launch("demo", "--help");
    Run third = launch("demo");

    assertThat(help.output).doesNotContain("making");
    assertThat(first.output).contains("making starts fast").contains("-XX:AOTCache=" + home);
    assertThat(second.output).doesNotContain("making").contains("-XX:AOTCache=" + home);
    assertThat(third.output).contains("making starts fast").contains("-XX:AOTCache=" + home);
  }

  @Test
  void doesWithoutClassesThatCannotBeRemembered() throws Exception {
    write("unwritable", "");
    Run first = launch("serve");
    Run second = launch("serve");

    assertThat(first.output).contains("making starts fast").contains("ran ");
    assertThat(second.output).doesNotContain("making").doesNotContain("AOT").contains("ran ");
  }

  @Test
  void buildsOnceForTwoThatStartTogether() throws Exception {
    assumeTrue(new ProcessBuilder("sh", "-c", "command -v flock").start().waitFor() == 0);
    write("slow", "");
    try (ExecutorService launchers = Executors.newFixedThreadPool(2)) {
      Future<Run> one = launchers.submit(() -> launch("demo"));
      Future<Run> other = launchers.submit(() -> launch("serve"));

      assertThat(one.get().output + other.get().output)
          .contains("Millrace demo", "Millrace serve")
          .containsOnlyOnce("building")
          .containsOnlyOnce("making");
    }
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void buildsAgainWhenASourceChanged() throws Exception {
    launch("demo");
    write("src/main/java/A.java", "changed");

    launch("demo");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void buildsAgainWhenASourceIsGone() throws Exception {
    launch("demo");
    Files.delete(home.resolve("src/main/java/B.java"));

    launch("demo");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void buildsAgainWhenItselfChanged() throws Exception {
    launch("demo");
    Files.setLastModifiedTime(
        home.resolve("millrace"), FileTime.from(Instant.now().plusSeconds(1)));

    launch("demo");

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void leavesTheBuildAloneWhenATestChanged() throws Exception {
    launch("demo");
    write("src/test/java/ATest.java", "changed");

    launch("demo");

    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void leavesABuildBehindItsTests() throws Exception {
    Run tests = launch("test", "-Dtest=ATest");

    launch("demo");

    assertThat(tests.status).isZero();
    assertThat(Files.readAllLines(home.resolve("calls"))).containsExactly("-B verify -Dtest=ATest");
  }

  @Test
  void tellsWhyABuildFailedAndTriesAgain() throws Exception {
    write("broken", "");
    Run failed = launch("demo");
    Files.delete(home.resolve("broken"));
    Run mended = launch("demo");

    assertThat(failed.status).isEqualTo(1);
    assertThat(failed.output).contains("[ERROR] A.java: broken").doesNotContain("ran ");
    assertThat(mended.output).contains("ran ");
  }

  @Test
  void failsWhenTestsFail() throws Exception {
    write("broken", "");

    Run failed = launch("test");

    assertThat(failed.status).isEqualTo(1);
    assertThat(failed.output).contains("[ERROR] A.java: broken");
  }

  private record Run(int status, String output) {}

  private Run launch(String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("millrace").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
    builder.environment().remove("MILLRACE_JAVA_OPTIONS");
    Process process = builder.directory(home.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  private long builds() throws IOException {
    return Files.readAllLines(home.resolve("calls")).size();
  }

  private void write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void executable(String file, String script) throws IOException {
    write(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(home.resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** So that no file is as new as a build that follows at once. */
  private void makeOld() throws IOException {
    try (var files = Files.walk(home)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
      }
    }
  }
}
