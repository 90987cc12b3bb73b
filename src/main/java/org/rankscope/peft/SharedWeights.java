package org.rankscope.peft;

import java.util.List;
import java.util.Optional;
import org.rankscope.model.LinearModule;

/** Layers that are tied: a head whose weight is the embedding's table. */
final class SharedWeights {
    private SharedWeights() {}

    /** Another of {@code modules} that has the same weight as {@code module}. */
    static Optional<LinearModule> other(LinearModule module, List<LinearModule> modules) {
        return modules.stream()
                .filter(one -> one.weightName().equals(module.weightName())
                        && !one.name().equals(module.name()))
                .findFirst();
    }
}
