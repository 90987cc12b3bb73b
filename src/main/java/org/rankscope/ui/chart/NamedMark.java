package org.rankscope.ui.chart;

import java.util.Optional;
import org.rankscope.ui.study.Variant;

/**
 * A line of a legend: a name with the mark of {@code colour}.
 *
 * @param pick what a click selects; empty while there is nothing to select
 * @param tip what is said of it; may be empty
 */
public record NamedMark(String name, int colour, Optional<Variant> pick, String tip) {}
