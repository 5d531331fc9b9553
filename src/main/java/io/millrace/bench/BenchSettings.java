package io.millrace.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a user may choose.
 *
 * @param bundle the bundle that is measured
 * @param teacher a bundle of its teacher alone, as it was trained; without one the last stage of
 *     the measured bundle takes its place
 * @param data labelled utterances; without them measurements use texts that come with the program
 * @param seed chance starts here
 * @param perMeasurement about how long each measurement may take
 * @param progress gets a line for each long step
 */
public record BenchSettings(
    Path bundle,
    Optional<Path> teacher,
    Optional<Path> data,
    long seed,
    Duration perMeasurement,
    Consumer<String> progress) {}
