package org.rankscope.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.rankscope.graph.Tensor;
import org.rankscope.insight.Cost;
import org.rankscope.insight.Observation;
import org.rankscope.model.BaseModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.CutAdapter;
import org.rankscope.peft.LowRankUpdate;
import org.rankscope.peft.TargetModules;
import org.rankscope.train.AdapterEvaluation;

/**
 * The loss of an adapter at each rank that it is cut to. The graph is built once, for the whole rank; cut factors are filled
 * up with zeros. Nothing is drawn at random, so that all the noise there is lies in the items.
 */
public final class CutLosses {
    private CutLosses() {}

    /**
     * Cuts and measures.
     *
     * @param adapter a PEFT directory on {@code model}
     * @param ranks where to cut; 0 takes the updates away altogether
     * @param how the updates are cut
     * @param open opens the measuring, which is closed again
     * @return one for each of {@code ranks}, in their order, and one for the uncut adapter last, with its largest rank
     */
    public static List<Observation> of(
            Path adapter,
            BaseModel model,
            List<Integer> ranks,
            Function<List<LowRankUpdate>, ? extends CutAdapter<?>> how,
            Function<AdapterMethod, AdapterEvaluation> open) {
        AdapterConfig config = AdapterFiles.readConfig(adapter);
        AdapterMethod method = AdapterMethod.of(config, model);
        Map<String, Tensor> values = method.load(adapter);
        CutAdapter<?> cut =
                how.apply(CutAdapter.updates(values, TargetModules.match(config, model.adaptableModules())));
        int whole = cut.updates().stream()
                .mapToInt(update -> update.update().rank())
                .max()
                .orElseThrow();
        List<Observation> observations = new ArrayList<>();
        try (AdapterEvaluation evaluation = open.apply(method)) {
            for (int rank : ranks) {
                observations.add(observation(rank, evaluation.with(cut.padded(values, rank)), cut.parametersAt(rank)));
            }
            observations.add(observation(whole, evaluation.with(values), cut.parametersAt(whole)));
        }
        return observations;
    }

    private static Observation observation(int rank, AdapterEvaluation.Loss found, long parameters) {
        return new Observation(
                "",
                rank,
                "",
                0,
                Double.NaN,
                found.loss(),
                OptionalDouble.empty(),
                found.rows(),
                false,
                new Cost(parameters, null, null, null),
                OptionalDouble.empty());
    }
}
