package org.rankscope.ui.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.rankscope.ui.study.CostEstimate;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.text.MethodWords;
import org.rankscope.ui.text.Quantities;

/** The cost of a study in one line; an error if it needs more memory than there is, a warning if more than is free. */
final class CostLine {
    /** What helps where memory is short. */
    static final String REMEDY = "Lower batch or length, or recompute activations.";

    private CostLine() {}

    static FieldMessage of(CostEstimate estimate) {
        OptionalLong peak = estimate.peakBytes();
        OptionalLong available = estimate.availableBytes();
        List<String> parts = new ArrayList<>();
        parts.add(
                (estimate.exact() ? "" : "about ") + (estimate.cells() == 1 ? "1 cell" : estimate.cells() + " cells"));
        parts.add(
                estimate.millis().isPresent()
                        ? "about " + Quantities.spoken(estimate.millis().getAsLong())
                        : "time known after the first");
        OptionalLong free = estimate.freeBytes();
        peak.ifPresent(bytes -> parts.add(Quantities.memory(bytes)
                + (free.isPresent()
                        ? " of " + Quantities.memory(free.getAsLong()) + " free"
                        : available.isPresent() ? " of " + Quantities.memory(available.getAsLong()) : " at the peak")));
        String line = String.join(" · ", parts);
        if (peak.isPresent() && available.isPresent() && peak.getAsLong() > available.getAsLong()) {
            return FieldMessage.error(
                    line + ": more than the " + Quantities.memory(available.getAsLong()) + " of the device. " + REMEDY);
        }
        List<Variant> unfit = estimate.unfit();
        return unfit.isEmpty()
                ? FieldMessage.note(line)
                : FieldMessage.warning(line + ". " + which(unfit, estimate) + " more than is free. " + REMEDY);
    }

    private static String which(List<Variant> unfit, CostEstimate estimate) {
        boolean methods = estimate.memory().keySet().stream()
                        .map(Variant::method)
                        .distinct()
                        .count()
                > 1;
        if (unfit.size() == estimate.memory().size()) {
            return methods ? "Every method needs" : "Every rank needs";
        } else if (methods) {
            return unfit.stream()
                            .map(Variant::method)
                            .distinct()
                            .map(MethodWords::title)
                            .collect(Collectors.joining(", "))
                    + (unfit.size() == 1 ? " needs" : " need");
        }
        List<Integer> ranks = unfit.stream().map(Variant::capacity).sorted().toList();
        return ranks.size() == 1 ? "Rank " + ranks.get(0) + " needs" : "Ranks " + RankList.format(ranks) + " need";
    }
}
