package io.millrace.load.rig;

import io.millrace.load.ledger.Standing;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How a run ended.
 *
 * @param end the ledger's sums
 * @param steps of a search; none without one
 * @param micros latencies that count
 */
public record Outcome(
    Standing end,
    Figures figures,
    Objectives objectives,
    List<Saturation.Step> steps,
    Timeline timeline,
    Histogram micros) {}
