package org.rankscope.ui.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.rankscope.ui.study.CostEstimate;
import org.rankscope.ui.text.Quantities;

/** The cost of a study in one line; an error if it needs more memory than there is. */
final class CostLine {
    private CostLine() {}

    static FieldMessage of(CostEstimate estimate) {
        OptionalLong peak = estimate.peakBytes();
        OptionalLong available = estimate.availableBytes();
        List<String> parts = new ArrayList<>();
        parts.add(estimate.cells() == 1 ? "1 cell" : estimate.cells() + " cells");
        estimate.millis().ifPresent(millis -> parts.add("about " + Quantities.spoken(millis)));
        peak.ifPresent(bytes -> parts.add(Quantities.memory(bytes)
                + (available.isPresent() ? " of " + Quantities.memory(available.getAsLong()) : " at the peak")));
        String line = String.join(" · ", parts);
        boolean tooMuch = peak.isPresent() && available.isPresent() && peak.getAsLong() > available.getAsLong();
        return tooMuch
                ? FieldMessage.error(line + ": more than there is. Lower batch or length.")
                : FieldMessage.note(line);
    }
}
