package org.rankscope.study;

import java.nio.file.Files;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.insight.LowerRanks;
import org.rankscope.insight.Preview;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.train.Trainer;
import org.rankscope.train.TrialSpec;

/**
 * Which trial is cut to lower ranks, and to which: for the one-run preview of a LoRA, and for the scan of a DyLoRA.
 *
 * @param ranks below the trial's, ascending
 */
record PreviewPlan(Trial trial, List<Integer> ranks) {
    /** Methods whose update is B·A, which can be cut at any rank, where that is asked for. */
    static final Set<AdapterConfig.Method> CUTTABLE = Collections.unmodifiableSet(EnumSet.of(
            AdapterConfig.Method.LORA,
            AdapterConfig.Method.RSLORA,
            AdapterConfig.Method.DORA,
            AdapterConfig.Method.DYLORA,
            AdapterConfig.Method.QLORA));

    PreviewPlan {
        ranks = List.copyOf(ranks);
    }

    /** One for each way to cut for which the study has a trial. */
    static List<PreviewPlan> all(StudyFolder folder) {
        return Stream.of(Preview.How.DYLORA, Preview.How.SVD)
                .flatMap(how -> of(folder, how).stream())
                .toList();
    }

    /**
     * The complete trial of the largest rank, at the setting with the lowest mean loss there, of the lowest seed; cut to the
     * study's lower ranks, or to powers of two where it has none. Empty without a complete trial of rank 2 or more.
     */
    static Optional<PreviewPlan> of(StudyFolder folder, Preview.How how) {
        List<Trial> complete = folder.trials().stream()
                .filter(trial -> how(trial).equals(Optional.of(how)) && canBeCut(folder, trial))
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

    /** A given trial, cut likewise; a DyLoRA to the ranks that the study states for it, of which it is the one cell. */
    static PreviewPlan of(StudyFolder folder, Trial trial) {
        List<Integer> ranks = trial.method() == AdapterConfig.Method.DYLORA
                ? folder.spec().stated(trial.method())
                : folder.trials().stream()
                        .filter(other -> other.method().hasTrainedRanks())
                        .map(Trial::rank)
                        .toList();
        return new PreviewPlan(trial, LowerRanks.of(ranks, trial.rank()));
    }

    Preview.How how() {
        return how(trial).orElse(Preview.How.SVD);
    }

    private static Optional<Preview.How> how(Trial trial) {
        return switch (trial.method()) {
            case LORA, RSLORA -> Optional.of(Preview.How.SVD);
            case DYLORA -> Optional.of(Preview.How.DYLORA);
            default -> Optional.empty();
        };
    }

    private static boolean canBeCut(StudyFolder folder, Trial trial) {
        return trial.state() == TrialState.COMPLETE
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
