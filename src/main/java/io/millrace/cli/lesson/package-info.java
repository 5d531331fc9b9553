/**
 * What a running service has kept for the next student, for the command {@code distill}.
 *
 * <pre>
 * distillation topic, to its end --LessonTopic--> records --Lessons--> texts with a teacher's answers
 *                                                            \-> counts of what does not fit
 * </pre>
 *
 * <p>May import {@code compress.teach} and the model packages, and see Kafka's clients.
 */
package io.millrace.cli.lesson;
