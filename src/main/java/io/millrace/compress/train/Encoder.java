package io.millrace.compress.train;

import io.millrace.compress.data.LabelledUtterance;
import io.millrace.compress.teach.Answer;
import io.millrace.compress.teach.TaughtText;
import io.millrace.compress.teach.Teacher;
import io.millrace.model.text.TokenIds;
import io.millrace.model.text.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns utterances into examples of one label set, with a teacher's answers where there is one.
 *
 * <p>Confined to one thread.
 */
final class Encoder {
  private final Tokenizer tokenizer;
  private final Teacher teacher;
  private final Map<String, Integer> places = new HashMap<>();

  /**
   * @param teacher null to learn from labels alone
   */
  Encoder(List<String> labels, Tokenizer tokenizer, Teacher teacher) {
    this.tokenizer = tokenizer;
    this.teacher = teacher;
    for (String label : labels) {
      places.put(label, places.size());
    }
  }

  /** Examples of utterances; a label outside the set is out of scope. */
  List<Example> labelled(List<LabelledUtterance> utterances) {
    List<Answer> answers = answers(utterances.stream().map(LabelledUtterance::text).toList());
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < utterances.size(); i++) {
      LabelledUtterance utterance = utterances.get(i);
      int label = places.getOrDefault(utterance.label(), Example.OUT_OF_SCOPE);
      examples.add(new Example(ids(utterance.text()), label, answers.get(i)));
    }
    return examples;
  }

  /** Examples that the teacher has answered already. */
  List<Example> taught(List<TaughtText> texts) {
    return texts.stream()
        .map(each -> new Example(ids(each.text()), Example.UNLABELLED, each.answer()))
        .toList();
  }

  /** Examples that only the teacher knows. */
  List<Example> unlabelled(List<String> texts) {
    List<Answer> answers = answers(texts);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      examples.add(new Example(ids(texts.get(i)), Example.UNLABELLED, answers.get(i)));
    }
    return examples;
  }

  private List<Answer> answers(List<String> texts) {
    return teacher == null
        ? java.util.Collections.nCopies(texts.size(), null)
        : teacher.answers(texts);
  }

  private TokenIds ids(String text) {
    return tokenizer.encode(text);
  }
}
