package io.millrace;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.millrace.ArchitectureTest.CODE;
import static io.millrace.ArchitectureTest.ROOT;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What code may do to the world: clocks are handed in, threads start in few places. */
class ClocksAndThreadsTest {
  private static final Set<String> CLOCKS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.time.Instant.now",
          "java.time.Clock.systemUTC",
          "java.lang.Thread.sleep");

  @Test
  void takesTimeFromAClockItWasGiven() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + "serve.app", ROOT + "cli..", ROOT + "bench..")
        .should()
        .accessTargetWhere(
            describe("reads the wall or the monotonic clock", ClocksAndThreadsTest::isClock))
        .check(CODE);
  }

  private static boolean isClock(JavaAccess<?> access) {
    return CLOCKS.contains(access.getTargetOwner().getName() + "." + access.getTarget().getName());
  }

  @Test
  void startsThreadsInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT + "serve.batch", ROOT + "serve.app", ROOT + "cli..", ROOT + "bench..")
        .should()
        .accessTargetWhere(
            describe("starts a thread or uses the common pool", ClocksAndThreadsTest::startsThread))
        .check(CODE);
  }

  private static boolean startsThread(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    String name = access.getTarget().getName();
    return owner.isEquivalentTo(Thread.class)
            && !Set.of("currentThread", "interrupt", "interrupted").contains(name)
        || owner.isEquivalentTo(Executors.class)
        || owner.isEquivalentTo(CompletableFuture.class) && name.endsWith("Async");
  }

  @Test
  void namesSayWhatAThingIs() {
    noClasses()
        .should()
        .haveNameMatching(".*\\.(Abstract\\w+|\\w+(Impl|Utils?|Helper|Manager|Base))")
        .check(CODE);
  }
}
