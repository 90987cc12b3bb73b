package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
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

    /**
     * {@code merged} parameters of {@code module}, its weight under its own name.
     *
     * @throws RequestException of a table, which can't be untied
     */
    static Map<String, Tensor> untied(LinearModule module, Map<String, Tensor> merged) {
        if (!module.isTied()) {
            return merged;
        } else if (module.embedding()) {
            throw new RequestException(
                    "Merging " + module.name() + ": its table is " + module.weightName()
                            + ", which others read as well; keep the adapter apart, or leave this layer out of target_modules.");
        }
        Map<String, Tensor> untied = new LinkedHashMap<>(merged);
        untied.put(module.ownWeightName(), untied.remove(module.weightName()));
        return untied;
    }
}
