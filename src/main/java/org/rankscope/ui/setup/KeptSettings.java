package org.rankscope.ui.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.Bias;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpec.RateChoice;
import org.rankscope.study.StudySpec.SearchSpace;
import org.rankscope.train.TrialSpec.OptimizerSpec;
import org.rankscope.ui.text.MethodWords;
import org.rankscope.ui.text.Quantities;

/** Says which settings of a study differ from the defaults and have no field in the panel. */
final class KeptSettings {
    private static final OptimizerSpec USUAL = new OptimizerSpec(null, null, null, null, null, null, null, null);

    private KeptSettings() {}

    static String describe(StudySpec study) {
        List<String> parts = new ArrayList<>();
        OptimizerSpec optimizer = study.trial().optimizer();
        if (optimizer.maxGradNorm() != null) {
            parts.add("gradients clipped at " + Quantities.exact(optimizer.maxGradNorm()));
        }
        if (!optimizer.weightDecay().equals(USUAL.weightDecay())) {
            parts.add("weight decay " + Quantities.exact(optimizer.weightDecay()));
        }
        if (!optimizer.betas().equals(USUAL.betas()) || !optimizer.eps().equals(USUAL.eps())) {
            parts.add("AdamW betas " + optimizer.betas() + ", eps " + Quantities.exact(optimizer.eps()));
        }
        if (optimizer.loraplusLrRatio() != null) {
            parts.add("LoRA+ ratio " + Quantities.exact(optimizer.loraplusLrRatio()));
        }
        if (optimizer.gradientAccumulationSteps() > 1) {
            parts.add(optimizer.gradientAccumulationSteps() + " micro-batches a step");
        }
        if (study.trial().schedule().warmupSteps() > 0) {
            parts.add(study.trial().schedule().warmupSteps() + " warm-up steps");
        }
        addAdapter(study.trial().adapter(), parts);
        if (study.trial().initialAdapter() != null) {
            parts.add("starts from the adapter " + study.trial().initialAdapter());
        }
        addSearch(study, parts);
        return parts.isEmpty() ? "" : "Also set: " + String.join(", ", parts) + ".";
    }

    /** The strategy and its number of trials have fields; what goes with them comes from the study. */
    private static void addSearch(StudySpec study, List<String> parts) {
        if (study.capacities() != null) {
            study.capacities()
                    .forEach((method, own) -> parts.add(MethodWords.title(method) + " at " + RankList.format(own)));
        }
        if (study.budget() != null && study.budget().minutes() != null) {
            parts.add("at most " + Quantities.exact(study.budget().minutes()) + " minutes");
        }
        if (study.budget() != null
                && study.budget().trials() != null
                && !study.strategy().isOverSpace()) {
            parts.add("at most " + study.budget().trials() + " trials");
        }
        SearchSpace space = study.searchSpace();
        if (space != null) {
            if (space.alphaRatio() != null) {
                parts.add("alpha / r from " + numbers(space.alphaRatio()));
            }
            if (space.alpha() != null) {
                parts.add("alpha from " + numbers(space.alpha()));
            }
            if (space.loraDropout() != null) {
                parts.add("dropout from " + numbers(space.loraDropout()));
            }
            if (space.targetModules() != null) {
                parts.add(space.targetModules().size() + " sets of modules");
            }
        }
        boolean pruned = study.strategy().isOverSpace() || study.learningRate() == RateChoice.TUNE;
        if (study.pruning() != pruned) {
            parts.add(study.pruning() ? "hopeless rates are stopped early" : "no rate is stopped early");
        }
    }

    private static String numbers(List<Double> values) {
        return values.stream().map(Quantities::exact).collect(Collectors.joining(", "));
    }

    private static void addAdapter(AdapterConfig adapter, List<String> parts) {
        if (adapter == null) {
            return;
        }
        if (adapter.method() == Method.LORA && adapter.useRslora()) {
            parts.add("scaled by alpha / √r");
        }
        if (!adapter.layersToTransform().isEmpty()) {
            parts.add((adapter.layersToTransform().size() == 1 ? "block " : "blocks ")
                    + RankList.format(adapter.layersToTransform()) + " only");
        }
        if (!adapter.modulesToSave().isEmpty()) {
            parts.add(String.join(", ", adapter.modulesToSave()) + " trained beside");
        }
        if (adapter.bias() != Bias.NONE) {
            parts.add("biases trained: " + adapter.bias().json());
        }
        if (!adapter.rankPattern().isEmpty() || !adapter.alphaPattern().isEmpty()) {
            parts.add("other ranks or alphas for some modules");
        }
    }
}
