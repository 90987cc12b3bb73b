package org.rankscope.peft;

import java.util.List;
import java.util.regex.Pattern;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;

/**
 * {@code feedforward_modules} of IA3: those of the targets whose inputs are scaled. A list means the ends of names, a string
 * is one expression for the whole name (PEFT 0.21, {@code _check_target_module_feedforward}); left out it is what the model
 * calls the last layer of its feed-forward part.
 */
final class Ia3FeedForward {
    private Ia3FeedForward() {}

    /**
     * Those of {@code targets}.
     *
     * @throws RequestException naming the entry that is none of them, unless it is that of a stored adapter: PEFT puts its own
     *     choice for the model into one that was made without
     */
    static List<AdaptedModule> among(List<AdaptedModule> targets, AdapterConfig config, List<LinearModule> modules) {
        TargetSpec spec = config.feedforwardModules();
        if (spec == null || spec.isDefault()) {
            return endingIn(UsualTargets.feedForward(modules), targets);
        } else if (!spec.regex().isEmpty()) {
            Pattern pattern = PeftPattern.compile(spec.regex(), "feedforward_modules");
            List<AdaptedModule> found = targets.stream()
                    .filter(target -> pattern.matcher(target.module().name()).matches())
                    .toList();
            if (found.isEmpty() && !spec.stored()) {
                throw none(spec.regex(), config);
            }
            return found;
        }
        for (String entry : spec.suffixes()) {
            boolean listed = config.targetModules().suffixes().isEmpty()
                    || config.targetModules().suffixes().contains(entry);
            if (!spec.stored() && (!listed || endingIn(List.of(entry), targets).isEmpty())) {
                throw none(entry, config);
            }
        }
        return endingIn(spec.suffixes(), targets);
    }

    private static List<AdaptedModule> endingIn(List<String> entries, List<AdaptedModule> targets) {
        return targets.stream()
                .filter(target -> entries.stream().anyMatch(target.module().name()::endsWith))
                .toList();
    }

    private static RequestException none(String entry, AdapterConfig config) {
        return new RequestException("feedforward_modules: '" + entry + "' is none of the target_modules, which are '"
                + config.targetModules().toJson() + "'; name some of these.");
    }
}
