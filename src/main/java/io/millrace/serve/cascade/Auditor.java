package io.millrace.serve.cascade;

import io.millrace.serve.event.Audit;
import io.millrace.serve.event.Lesson;
import io.millrace.serve.event.Outcome;
import io.millrace.serve.event.Prediction;
import io.millrace.serve.event.Rejection;
import io.millrace.serve.event.TextEvent;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers by the cascade in force, and asks its last stage too about a share of what the others
 * accept.
 *
 * <pre>
 * ask -> LiveCascade -> answered -> the reply, as without
 *                          +-> accepted by a student, chosen by its id, capacity to spare -> last stage -> listener
 * </pre>
 *
 * <p>The reply is called first, and knows nothing of the audit: that delays and loses no event, and
 * holds no offset. An audit that cannot begin at once is dropped, and said to be.
 *
 * <p>Safe for use by many threads.
 */
public final class Auditor implements Answerer {
  private final LiveCascade cascade;
  private final AuditPolicy policy;
  private final AuditListener listener;
  private final AtomicInteger underWay = new AtomicInteger();

  /** Asks nothing yet. */
  public Auditor(LiveCascade cascade, AuditPolicy policy, AuditListener listener) {
    this.cascade = cascade;
    this.policy = policy;
    this.listener = listener;
  }

  @Override
  public void ask(TextEvent event, long arrivedNanos, long deadlineNanos, Reply reply) {
    cascade.ask(
        event,
        arrivedNanos,
        deadlineNanos,
        policy.chooses(event.id()) ? new Audited(event, reply) : reply);
  }

  private void audit(TextEvent event, Prediction answer, Reply reply) {
    if (cascade.backlogNanos() > policy.backlog().toNanos()) {
      listener.dropped(AuditListener.Reason.BUSY);
      return;
    }
    if (underWay.incrementAndGet() > policy.room()) {
      drop(AuditListener.Reason.FULL);
    } else if (!cascade.askLast(answer.bundle(), event, new Last(answer, reply))) {
      drop(AuditListener.Reason.SWAPPED);
    }
  }

  private void drop(AuditListener.Reason reason) {
    underWay.decrementAndGet();
    listener.dropped(reason);
  }

  private boolean isByStudent(Prediction answer) {
    return answer.outcome() == Outcome.ACCEPTED && !cascade.isLast(answer.bundle(), answer.stage());
  }

  /** The reply to an event that was chosen. */
  private final class Audited implements WatchedReply {
    private final TextEvent event;
    private final Reply reply;

    Audited(TextEvent event, Reply reply) {
      this.event = event;
      this.reply = reply;
    }

    @Override
    public Reply watched() {
      return reply;
    }

    @Override
    public void answered(Prediction prediction) {
      reply.answered(prediction);
      if (isByStudent(prediction)) {
        audit(event, prediction, reply);
      }
    }
  }

  /** What the last stage says. */
  private final class Last implements Reply {
    private final Prediction answer;
    private final Reply asker;

    Last(Prediction answer, Reply asker) {
      this.answer = answer;
      this.asker = asker;
    }

    @Override
    public void taught(Lesson.Teacher teacher, float[] logits) {
      asker.taught(teacher, logits);
    }

    @Override
    public void answered(Prediction teacher) {
      underWay.decrementAndGet();
      listener.audited(new Audit(answer, teacher));
    }

    @Override
    public void rejected(Rejection rejection) {
      drop(AuditListener.Reason.FAILED);
    }

    @Override
    public void unanswered() {
      drop(AuditListener.Reason.FAILED);
    }
  }
}
