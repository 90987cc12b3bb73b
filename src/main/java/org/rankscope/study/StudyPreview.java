package org.rankscope.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.rankscope.insight.Preview;
import org.rankscope.insight.Verdict.RankValue;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.CutAdapter;
import org.rankscope.peft.StoredUpdates;
import org.rankscope.train.AdapterEvaluation;
import org.rankscope.train.TrialData;
import org.rankscope.train.TrialSpec;

/**
 * What one run of a study says of lower ranks: one trained adapter, cut to them and evaluated as its trial was. The graph is
 * built once: {@link CutLosses}. A LoRA is cut by SVD; a DyLoRA, which was trained for all of them, by its first ranks, and
 * each cut is stored as a LoRA.
 */
public final class StudyPreview {
    static final String FILE = "preview.json";
    private static final String SCAN_FILE = "scan.json";

    /** Folder of a DyLoRA's cuts: PEFT directories called r1, r2, ... */
    private static final String SCAN = "scan";

    private final SpecResources resources;

    public StudyPreview(SpecResources resources) {
        this.resources = resources;
    }

    /**
     * Computes the preview.
     *
     * @param trialId the trial to cut; empty for the best LoRA of the largest rank, or DyLoRA where there is no LoRA
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

    /** Stores the preview beside what else is derived from the study, and a DyLoRA's cuts. */
    public static void write(StudyFolder folder, Preview preview) throws IOException {
        if (preview.how() == Preview.How.DYLORA) {
            Path source = StudySpectra.adapter(folder, preview.trial());
            AdapterConfig trained =
                    folder.trial(preview.trial()).orElseThrow().spec().adapter();
            CutAdapter<?> adapter =
                    CutAdapter.ofDyLora(StoredUpdates.read(source).updates(), trained);
            for (RankValue point : preview.points()) {
                adapter.write(
                        source, point.rank(), folder.directory().resolve(SCAN).resolve("r" + point.rank()));
            }
        }
        StrictJson.write(file(folder, preview.how()), preview);
    }

    private static Path file(StudyFolder folder, Preview.How how) {
        return folder.directory().resolve(how == Preview.How.DYLORA ? SCAN_FILE : FILE);
    }

    /**
     * What is stored; empty where there is nothing, or nothing that this version can read: it can be made again, and must
     * not keep a study from being opened.
     */
    static Optional<Preview> read(StudyFolder folder, Preview.How how) {
        Path file = file(folder, how);
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
        return read(folder, plan.how())
                .filter(preview -> preview.trial().equals(plan.trial().id()))
                .filter(preview ->
                        preview.points().stream().map(RankValue::rank).toList().equals(wanted))
                .isPresent();
    }

    private static PreviewPlan plan(StudyFolder folder, Optional<String> trialId) {
        if (trialId.isEmpty()) {
            return PreviewPlan.of(folder, Preview.How.SVD)
                    .or(() -> PreviewPlan.of(folder, Preview.How.DYLORA))
                    .orElseThrow(() -> new RequestException(folder.directory()
                            + ": no LoRA cell of rank 2 or more is complete yet; there is nothing to cut."));
        }
        StudySpectra.adapter(folder, trialId.get());
        Trial trial = folder.trial(trialId.get()).orElseThrow();
        if (!PreviewPlan.CUTTABLE.contains(trial.method())) {
            throw new RequestException(
                    "The cell '" + trial.id() + "' is of " + trial.method().json()
                            + ", whose adapters can't be cut to lower ranks; expected a cell of "
                            + PreviewPlan.CUTTABLE.stream()
                                    .map(AdapterConfig.Method::json)
                                    .collect(Collectors.joining(", "))
                            + ".");
        }
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
                            updates -> plan.how() == Preview.How.DYLORA
                                    ? CutAdapter.ofDyLora(
                                            updates, plan.trial().spec().adapter())
                                    : CutAdapter.bySvd(updates),
                            method -> AdapterEvaluation.ofTrial(
                                    spec, model, method, resources.datasets(), spec.session()))
                    .stream()
                    .map(cut -> new RankValue(cut.rank(), cut.value()))
                    .toList();
            return new Preview(
                    plan.trial().id(), plan.trial().rank(), VerdictOptions.DEFAULT_METRIC, plan.how(), points);
        }
    }
}
