package org.rankscope.study;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.rankscope.insight.Cost;
import org.rankscope.insight.LearningRateMap;
import org.rankscope.insight.LearningRateMap.Ending;
import org.rankscope.insight.LearningRateMap.LostRun;
import org.rankscope.insight.Observation;

/** The learning rates of a study's cells, as a map over rate and rank. */
public final class StudyRates {
    private StudyRates() {}

    public static LearningRateMap map(List<Trial> trials) {
        List<Observation> complete = new ArrayList<>();
        List<LostRun> lost = new ArrayList<>();
        for (Trial trial : trials) {
            String method = trial.spec().adapter().method().json();
            switch (trial.state()) {
                case COMPLETE ->
                    complete.add(new Observation(
                            method,
                            trial.rank(),
                            trial.setting(),
                            trial.seed(),
                            trial.learningRate(),
                            trial.result().evalLoss(),
                            OptionalDouble.empty(),
                            List.of(),
                            false,
                            Cost.UNKNOWN,
                            OptionalDouble.empty()));
                case PRUNED, FAILED ->
                    lost.add(new LostRun(method, trial.rank(), trial.setting(), trial.learningRate(), ending(trial)));
                case WAITING, RUNNING -> {}
            }
        }
        return LearningRateMap.of(complete, lost, false);
    }

    private static Ending ending(Trial trial) {
        if (trial.state() == TrialState.PRUNED) {
            return Ending.PRUNED;
        }
        return trial.failure() != null && trial.failure().reason() == Failure.Reason.DIVERGED
                ? Ending.DIVERGED
                : Ending.FAILED;
    }
}
