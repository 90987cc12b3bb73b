package org.rankscope.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.peft.FlatParameters;
import org.rankscope.peft.LoraPlus;

/**
 * Trained tensors that learn alike.
 *
 * @param groups one for each way to learn
 * @param shapes of all trained tensors
 * @param byTensor which group each is in
 */
record LearningGroups(List<LoraPlus.Learning> groups, Map<String, Shape> shapes, Map<String, Integer> byTensor) {
    /** Groups of the tensors in {@code shapes}: one, but for LoRA+. */
    static LearningGroups of(Map<String, Shape> shapes, TrialSpec.OptimizerSpec spec) {
        Map<String, LoraPlus.Learning> found = spec.loraplusLrRatio() == null
                ? Map.of()
                : LoraPlus.learning(shapes, spec.loraplusLrRatio(), spec.learningRate());
        List<LoraPlus.Learning> groups = new ArrayList<>();
        Map<String, Integer> byTensor = new LinkedHashMap<>();
        shapes.keySet().forEach(name -> {
            LoraPlus.Learning learning = found.getOrDefault(name, LoraPlus.Learning.USUAL);
            if (!groups.contains(learning)) {
                groups.add(learning);
            }
            byTensor.put(name, groups.indexOf(learning));
        });
        return new LearningGroups(groups, shapes, byTensor);
    }

    /** Those of the tensors in {@code part} alone. */
    LearningGroups within(FlatParameters part) {
        return new LearningGroups(groups, part.shapes(), byTensor);
    }

    /**
     * For each trained number that of its group: a scalar where there is one group, else a vector as {@link FlatParameters}
     * has them.
     *
     * @param each a scalar for each group
     */
    Value spread(GraphBuilder g, List<Value> each) {
        if (groups.size() == 1) {
            return each.get(0);
        }
        Map<String, Value> values = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> values.put(name, g.expand(each.get(byTensor.get(name)), shape)));
        return new FlatParameters(shapes).concat(g, values);
    }
}
