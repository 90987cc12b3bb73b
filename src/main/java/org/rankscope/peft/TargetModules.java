package org.rankscope.peft;

import java.util.List;
import java.util.Set;
import org.rankscope.io.RequestException;
import org.rankscope.model.LinearModule;

/**
 * Which layers get an adapter, and of which rank and alpha: those that {@code target_modules} means ({@link TargetNames};
 * where it is left out what the method usually adapts, {@link UsualTargets}), but for those that are trained whole, each
 * with its {@link StatedRanks}.
 */
public final class TargetModules {
    private TargetModules() {}

    /**
     * The modules that {@code config} adapts, in the order of {@code modules}; none for methods that add no update. A
     * RequestException says which entry matches nothing, which rank does not fit or what expression is broken.
     */
    public static List<AdaptedModule> match(AdapterConfig config, List<LinearModule> modules) {
        switch (config.method()) {
            case BITFIT, FULL, PREFIX_TUNING, PROMPT_TUNING -> {
                return List.of();
            }
            default -> {}
        }
        StatedRanks stated = new StatedRanks(config);
        TargetNames names = TargetNames.ofLayers(modules);
        Set<String> meant = names.meant(spelledOut(config, modules), config.layersToTransform());
        List<LinearModule> selected = modules.stream()
                .filter(module -> meant.contains(module.name()) && !config.savesModule(module.name()))
                .toList();
        if (selected.isEmpty() && !meant.isEmpty()) {
            throw new RequestException(
                    "target_modules: '" + config.targetModules().toJson()
                            + "' leaves no layer to adapt, since modules_to_save has them all trained whole: "
                            + String.join(", ", config.modulesToSave()) + ".");
        } else if (selected.isEmpty()) {
            throw new RequestException(
                    "target_modules: '" + config.targetModules().toJson() + "' leaves no layer to adapt, since"
                            + " heads and convolutions count only where they are named; known here: " + names.known()
                            + ".");
        }
        return selected.stream()
                .map(module -> {
                    if (config.method() == AdapterConfig.Method.ADALORA) {
                        return AdaLora.adapted(config, module);
                    }
                    AdaptedRank found = stated.of(module.name());
                    if (StatedRanks.isFor(config)) {
                        checkGroups(found.rank(), module);
                    }
                    return new AdaptedModule(module, found.rank(), found.alpha(), found.scaling());
                })
                .toList();
    }

    /** {@code target_modules}, its names written out where a person gave none. */
    static TargetSpec spelledOut(AdapterConfig config, List<LinearModule> modules) {
        if (!config.targetModules().isDefault()) {
            return config.targetModules();
        }
        return UsualTargets.of(config, modules)
                .orElseThrow(() -> new RequestException(
                        "target_modules is left out, and the model has no layers that are known as those that "
                                + MethodFacts.of(config.method()).title()
                                + " usually adapts; name some, or say 'all-linear'. Known here: "
                                + TargetNames.ofLayers(modules).known() + "."));
    }

    private static void checkGroups(int rank, LinearModule module) {
        if (rank % module.groups() != 0) {
            throw new RequestException("Rank " + rank + " does not fit the convolution " + module.name() + " with its "
                    + module.groups() + " groups: expected a multiple of " + module.groups() + ".");
        }
    }

    /** The rank of the largest update that the weight of {@code module} can have: what a higher rank adds is none of its own. */
    public static long largestRank(LinearModule module) {
        return Math.min(patch(module), module.outFeatures());
    }

    private static long patch(LinearModule module) {
        return module.kernel().stream().reduce((long) module.inFeatures(), Math::multiplyExact);
    }
}
