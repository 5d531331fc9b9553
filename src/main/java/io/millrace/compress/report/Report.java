package io.millrace.compress.report;

import io.millrace.compress.measure.Measurement;
import io.millrace.compress.measure.OutOfScopeCurve;
import io.millrace.model.bundle.BundleManifest;
import java.util.List;

/**
 * All that a page shows.
 *
 * <p>Immutable.
 *
 * @param data name of the split everything was measured on; null when there was none
 * @param cascade null without a split to measure on
 * @param outOfScope null without a split to measure on, or when nothing in it is out of scope
 * @param stages those of the bundle first, cheapest first, then others
 */
public record Report(
    BundleManifest bundle,
    String data,
    Measurement.Cascade cascade,
    OutOfScopeCurve outOfScope,
    List<StageProfile> stages,
    List<Comparison> comparisons) {}
