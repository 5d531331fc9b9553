package io.millrace.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminPolicyTest {
  private static final String TOKEN = "a token of some length";

  @TempDir Path directory;

  private AdminPolicy policy;

  @BeforeEach
  void makeFolders() throws IOException {
    Files.createDirectories(directory.resolve("bundles/two"));
    Files.createDirectories(directory.resolve("bundlesque"));
    policy = new AdminPolicy(Optional.of(TOKEN), directory.resolve("bundles"));
  }

  @Test
  void admitsTheToken() {
    assertThat(policy.admits("Bearer " + TOKEN)).isTrue();
    assertThat(policy.admits("bearer " + TOKEN)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer ",
        "Bearer",
        TOKEN,
        "Basic " + TOKEN,
        "Bearer a token of some lengt",
        "Bearer a token of some length ",
        "Bearer A token of some length"
      })
  void admitsNothingElse(String header) {
    assertThat(policy.admits(header)).isFalse();
  }

  @Test
  void admitsNobodyWithoutAToken() {
    AdminPolicy closed = new AdminPolicy(Optional.empty(), directory);

    assertThat(policy.admits(null)).isFalse();
    assertThat(closed.admits(null)).isFalse();
    assertThat(closed.admits("Bearer ")).isFalse();
  }

  @Test
  void findsABundleByItsNameOrPath() throws IOException {
    Path two = directory.resolve("bundles/two").toRealPath();

    assertThat(policy.bundle("two")).isEqualTo(two);
    assertThat(policy.bundle(two.toString())).isEqualTo(two);
    assertThat(policy.bundle("../bundles/two")).isEqualTo(two);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "../bundlesque", "/", "link"})
  void refusesWhatLiesElsewhere(String name) throws IOException {
    Files.createSymbolicLink(
        directory.resolve("bundles/link"), directory.resolve("bundlesque").toAbsolutePath());

    assertThatThrownBy(() -> policy.bundle(name))
        .isInstanceOfSatisfying(
            HttpFailure.class, failure -> assertThat(failure.status()).isEqualTo(403));
  }

  @ParameterizedTest
  @ValueSource(strings = {"three", "two/three", "zero\0byte"})
  void refusesWhatIsNotThere(String name) {
    assertThatThrownBy(() -> policy.bundle(name))
        .isInstanceOfSatisfying(
            HttpFailure.class, failure -> assertThat(failure.status()).isEqualTo(404));
  }
}
