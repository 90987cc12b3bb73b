package org.rankscope.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rankscope.insight.Preview;
import org.rankscope.insight.Verdict.RankValue;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;
import org.rankscope.train.AdapterEvaluation;
import org.rankscope.train.TrialData;
import org.rankscope.train.TrialSpec;

/**
 * The one-run preview of a study: one trained adapter, cut to lower ranks and evaluated as its trial was. The graph is built
 * once: {@link CutLosses}.
 */
public final class StudyPreview {
    static final String FILE = "preview.json";

    private final SpecResources resources;

    public StudyPreview(SpecResources resources) {
        this.resources = resources;
    }

    /**
     * Computes the preview.
     *
     * @param trialId the trial to cut; empty for the best of the largest rank
     * @param ranks where to cut; empty for the study's lower ranks
     * @throws RequestException if the study has no such trial, or a rank is not below the trial's
     */
    public Preview of(StudyFolder folder, Optional<String> trialId, List<Integer> ranks) {
        PreviewPlan plan = plan(folder, trialId);
        if (ranks.isEmpty()) {
            return compute(folder, plan);
        }
        List<Integer> sorted = ranks.stream().distinct().sorted().toList();
        for (int rank : sorted) {
            if (rank < 1 || rank >= plan.trial().rank()) {
                throw new RequestException("An adapter of rank " + plan.trial().rank() + " can't be cut to rank " + rank
                        + "; expected ranks from 1 to " + (plan.trial().rank() - 1) + ".");
            }
        }
        return compute(folder, new PreviewPlan(plan.trial(), sorted));
    }

    /** Stores the preview beside what else is derived from the study. */
    public static void write(StudyFolder folder, Preview preview) throws IOException {
        StrictJson.write(folder.directory().resolve(FILE), preview);
    }

    /**
     * What is stored; empty where there is nothing, or nothing that this version can read: it can be made again, and must
     * not keep a study from being opened.
     */
    static Optional<Preview> read(StudyFolder folder) {
        Path file = folder.directory().resolve(FILE);
        try {
            return Files.exists(file) ? Optional.of(StrictJson.read(file, Preview.class)) : Optional.empty();
        } catch (RequestException e) {
            return Optional.empty();
        }
    }

    /** Whether what is stored is the preview that {@code plan} asks for. */
    static boolean isCurrent(StudyFolder folder, PreviewPlan plan) {
        List<Integer> wanted = new ArrayList<>(plan.ranks());
        wanted.add(plan.trial().rank());
        return read(folder)
                .filter(preview -> preview.trial().equals(plan.trial().id()))
                .filter(preview ->
                        preview.points().stream().map(RankValue::rank).toList().equals(wanted))
                .isPresent();
    }

    private static PreviewPlan plan(StudyFolder folder, Optional<String> trialId) {
        if (trialId.isEmpty()) {
            return PreviewPlan.of(folder)
                    .orElseThrow(() -> new RequestException(folder.directory()
                            + ": no LoRA cell of rank 2 or more is complete yet; there is nothing to cut."));
        }
        StudySpectra.adapter(folder, trialId.get());
        Trial trial = folder.trial(trialId.get()).orElseThrow();
        if (trial.rank() < 2) {
            throw new RequestException("The cell '" + trial.id() + "' has rank 1, which can't be cut any lower.");
        }
        return PreviewPlan.of(folder, trial);
    }

    Preview compute(StudyFolder folder, PreviewPlan plan) {
        TrialSpec spec = resources.located(plan.trial().spec());
        Path directory = StudySpectra.adapter(folder, plan.trial().id());
        try (BaseModel model = TrialData.model(spec, resources, resources.datasets())) {
            List<RankValue> points = CutLosses.of(
                            directory,
                            model,
                            plan.ranks(),
                            method -> AdapterEvaluation.ofTrial(
                                    spec,
                                    model,
                                    method,
                                    resources.datasets(),
                                    SessionConfig.on(Device.parse(spec.device()))))
                    .stream()
                    .map(cut -> new RankValue(cut.rank(), cut.value()))
                    .toList();
            return new Preview(plan.trial().id(), plan.trial().rank(), VerdictOptions.DEFAULT_METRIC, points);
        }
    }
}
