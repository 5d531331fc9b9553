package io.millrace.serve.quality.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A student whose sureness is spread over 0.9..1, right as often as the traffic lets it be. */
class AgreementRuleTest {
  private static final double BASE = 0.9;
  private static final AgreementRule RULE = new AgreementRule(0.97, 0.005, 0.1);

  @Test
  void staysNextToRestWhileAgreementIsAboveTarget() {
    Student student = new Student(1);

    student.answer(200_000, 0.2);

    // A false start, which the next agreements take back.
    assertThat(student.highestRaise).isLessThan(0.02);
    assertThat(student.state.raise()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void bringsAgreementBackWithin2000Audits_andRelaxesAgain(long seed) {
    Student student = new Student(seed);
    student.answer(5_000, 0.2);

    double worst = student.answer(2_000, 2);
    double after = student.answer(4_000, 2);

    assertThat(worst).isLessThan(0.97);
    // Half a point is three standard errors of 4,000 audits, and what the rate lets it swing.
    assertThat(after).isGreaterThan(0.965);
    assertThat(student.state.raise()).isPositive();

    student.answer(20_000, 0.2);

    assertThat(student.state.raise()).isZero();
  }

  @Test
  void keepsWithinItsBound() {
    AgreementRule.State state = AgreementRule.State.atRest();
    for (int i = 0; i < 1_000; i++) {
      state = RULE.next(state, false);
      assertThat(state.raise()).isBetween(0.0, 0.1);
    }
    assertThat(state.raise()).isEqualTo(0.1);
    assertThat(state.audits()).isEqualTo(1_000);
  }

  @Test
  void keepsItsLongRunPromiseAgainstWhateverEvents() {
    Random random = new Random(4);
    AgreementRule.State state = new AgreementRule.State(0.001, RiseDetector.nothing(), 0);
    int audits = 0;
    int disagreements = 0;
    while (state.raise() > 0 && audits < 1_000_000) {
      // The worst it can meet: disagreement whenever that does not reach the bound.
      boolean agrees = state.raise() > 0.09 || random.nextInt(30) == 0;
      disagreements += agrees ? 0 : 1;
      audits++;
      state = RULE.next(state, agrees);
      assertThat(disagreements).isLessThanOrEqualTo((int) Math.ceil(0.03 * audits + 0.1 / 0.005));
    }
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> new AgreementRule(1, 0.01, 0.1))
        .hasMessage("millrace.policy.target: expected above 0 and below 1, found 1.0");
    assertThatThrownBy(() -> new AgreementRule(0.9, 0, 0.1)).hasMessageContaining("policy.rate");
    assertThatThrownBy(() -> new AgreementRule(0.9, 0.1, Double.NaN))
        .hasMessageContaining("policy.max-raise");
  }

  /** Wrong more often the less sure it is: {@code 0.1 x hardness} at the base, never at 1. */
  private static final class Student {
    private final Random random;
    AgreementRule.State state = AgreementRule.State.atRest();
    double highestRaise;

    Student(long seed) {
      random = new Random(seed);
    }

    /** Agreement on that many audits of what it accepts. */
    double answer(int audits, double hardness) {
      int agreed = 0;
      for (int i = 0; i < audits; ) {
        double sureness = BASE + (1 - BASE) * random.nextDouble();
        if (sureness < BASE + state.raise()) {
          continue;
        }
        boolean agrees = random.nextDouble() >= hardness * (1 - sureness);
        agreed += agrees ? 1 : 0;
        state = RULE.next(state, agrees);
        highestRaise = Math.max(highestRaise, state.raise());
        i++;
      }
      return agreed / (double) audits;
    }
  }
}
