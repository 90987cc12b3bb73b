package org.rankscope.ui.setup;

import java.util.ArrayList;
import java.util.List;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.study.StudySpec;
import org.rankscope.train.TrialSpec.OptimizerSpec;
import org.rankscope.ui.text.Quantities;

/** Says which settings of a study differ from the defaults and have no field in the panel. */
final class KeptSettings {
    private static final OptimizerSpec USUAL = new OptimizerSpec(null, null, null, null, null, null, null, null);

    private KeptSettings() {}

    static String describe(StudySpec study) {
        List<String> parts = new ArrayList<>();
        OptimizerSpec optimizer = study.optimizer();
        if (optimizer.maxGradNorm() != null) {
            parts.add("gradients clipped at " + Quantities.exact(optimizer.maxGradNorm()));
        }
        if (!optimizer.weightDecay().equals(USUAL.weightDecay())) {
            parts.add("weight decay " + Quantities.exact(optimizer.weightDecay()));
        }
        if (!optimizer.betas().equals(USUAL.betas()) || !optimizer.eps().equals(USUAL.eps())) {
            parts.add("AdamW betas " + optimizer.betas() + ", eps " + Quantities.exact(optimizer.eps()));
        }
        if (optimizer.gradientAccumulationSteps() > 1) {
            parts.add(optimizer.gradientAccumulationSteps() + " micro-batches a step");
        }
        if (study.schedule().warmupSteps() > 0) {
            parts.add(study.schedule().warmupSteps() + " warm-up steps");
        }
        addAdapter(study.adapter(), parts);
        if (study.initialAdapter() != null) {
            parts.add("starts from the adapter " + study.initialAdapter());
        }
        return parts.isEmpty() ? "" : "Also set: " + String.join(", ", parts) + ".";
    }

    private static void addAdapter(AdapterConfig adapter, List<String> parts) {
        if (adapter == null) {
            return;
        }
        if (adapter.method() != AdapterConfig.Method.LORA || adapter.useRslora()) {
            parts.add("method " + (adapter.useRslora() ? AdapterConfig.Method.RSLORA : adapter.method()).json());
        }
        if (!adapter.layersToTransform().isEmpty()) {
            parts.add((adapter.layersToTransform().size() == 1 ? "block " : "blocks ")
                    + RankList.format(adapter.layersToTransform()) + " only");
        }
        if (adapter.bias() != AdapterConfig.Bias.NONE) {
            parts.add("biases trained: " + adapter.bias().json());
        }
        if (!adapter.rankPattern().isEmpty() || !adapter.alphaPattern().isEmpty()) {
            parts.add("other ranks or alphas for some modules");
        }
    }
}
