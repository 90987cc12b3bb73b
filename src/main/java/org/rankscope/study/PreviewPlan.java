package org.rankscope.study;

import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rankscope.insight.LowerRanks;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.train.Trainer;
import org.rankscope.train.TrialSpec;

/**
 * Which trial a one-run preview is of, and where it is cut.
 *
 * @param ranks below the trial's, ascending
 */
record PreviewPlan(Trial trial, List<Integer> ranks) {
    PreviewPlan {
        ranks = List.copyOf(ranks);
    }

    /**
     * The complete trial of the largest rank, at the setting with the lowest mean loss there, of the lowest seed; cut to the
     * study's lower ranks, or to powers of two where it has none. Empty without a complete trial of rank 2 or more.
     */
    static Optional<PreviewPlan> of(StudyFolder folder) {
        List<Trial> complete = folder.trials().stream()
                .filter(trial -> canBeCut(folder, trial))
                .toList();
        int largest = complete.stream().mapToInt(Trial::rank).max().orElse(0);
        Map<TrialSpec, List<Trial>> settings = complete.stream()
                .filter(trial -> trial.rank() == largest)
                .collect(Collectors.groupingBy(PreviewPlan::withoutSeed));
        return settings.values().stream()
                .min(Comparator.comparingDouble(PreviewPlan::meanLoss)
                        .thenComparing(trials -> trials.get(0).id()))
                .flatMap(trials -> trials.stream().min(Comparator.comparingLong(Trial::seed)))
                .map(trial -> of(folder, trial));
    }

    /** A given trial, cut likewise. */
    static PreviewPlan of(StudyFolder folder, Trial trial) {
        return new PreviewPlan(
                trial,
                LowerRanks.of(
                        folder.trials().stream()
                                .filter(other -> other.method().hasTrainedRanks())
                                .map(Trial::rank)
                                .toList(),
                        trial.rank()));
    }

    private static boolean canBeCut(StudyFolder folder, Trial trial) {
        AdapterConfig.Method method = trial.spec().adapter().method();
        return trial.state() == TrialState.COMPLETE
                && (method == AdapterConfig.Method.LORA || method == AdapterConfig.Method.RSLORA)
                && trial.rank() > 1
                && Files.isDirectory(folder.trialDirectory(trial.id()).resolve(Trainer.ADAPTER));
    }

    private static TrialSpec withoutSeed(Trial trial) {
        return trial.spec().withCell(trial.spec().adapter(), trial.learningRate(), 0);
    }

    private static double meanLoss(List<Trial> trials) {
        return trials.stream()
                .mapToDouble(trial -> trial.result().evalLoss())
                .average()
                .orElseThrow();
    }
}
