package org.rankscope.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.rankscope.insight.AdapterSpectrum;
import org.rankscope.insight.SingularSpectrum;
import org.rankscope.insight.SubspaceOverlap;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.StoredUpdates;
import org.rankscope.study.StudyFolder;
import org.rankscope.study.StudySpectra;
import org.rankscope.study.Trial;
import org.rankscope.study.TrialState;
import org.rankscope.train.Trainer;

/**
 * The adapters of a study beside each other: how much of its rank each uses, and whether the largest ranks and repeats found
 * the same subspaces.
 *
 * @param overlaps the best trials of the two largest ranks, and the two best repeats of the largest, as far as there are any
 */
record StudyAnalysis(StudyFolder folder, List<Entry> entries, List<Overlap> overlaps) {
    record Entry(Trial trial, StoredUpdates stored, AdapterSpectrum spectrum) {}

    record Overlap(Trial first, Trial second, SubspaceOverlap overlap) {}

    static StudyAnalysis of(StudyFolder folder, SubspaceOverlap.Matrix subspace) {
        List<Entry> entries = folder.trials().stream()
                .filter(trial -> isAdapter(folder, trial))
                .sorted(Comparator.comparingInt(Trial::rank)
                        .thenComparingDouble(Trial::learningRate)
                        .thenComparingLong(Trial::seed))
                .map(trial -> entry(folder, trial))
                .toList();
        if (entries.isEmpty()) {
            throw new RequestException(
                    folder.directory() + ": no LoRA cell of this study is complete yet; there is nothing to analyse.");
        }
        List<Overlap> overlaps = new ArrayList<>();
        Entry best = best(entries);
        List<Entry> smaller = entries.stream()
                .filter(entry -> entry.trial().rank() < best.trial().rank())
                .toList();
        List<Entry> repeats = entries.stream()
                .filter(entry -> entry.trial().rank() == best.trial().rank()
                        && entry.trial().seed() != best.trial().seed())
                .toList();
        for (List<Entry> others : List.of(smaller, repeats)) {
            if (!others.isEmpty()) {
                Entry other = best(others);
                overlaps.add(new Overlap(
                        other.trial(),
                        best.trial(),
                        SubspaceOverlap.between(
                                other.stored().updates(), best.stored().updates(), subspace)));
            }
        }
        return new StudyAnalysis(folder, entries, overlaps);
    }

    private static boolean isAdapter(StudyFolder folder, Trial trial) {
        AdapterConfig.Method method = trial.spec().adapter().method();
        return trial.state() == TrialState.COMPLETE
                && (method == AdapterConfig.Method.LORA || method == AdapterConfig.Method.RSLORA)
                && Files.isDirectory(folder.trialDirectory(trial.id()).resolve(Trainer.ADAPTER));
    }

    private static Entry entry(StudyFolder folder, Trial trial) {
        StoredUpdates stored = StoredUpdates.read(StudySpectra.adapter(folder, trial.id()));
        return new Entry(trial, stored, SingularSpectrum.of(stored.updates()));
    }

    /** Of the largest rank, the one with the lowest loss. */
    private static Entry best(List<Entry> entries) {
        return entries.stream()
                .min(Comparator.comparingInt((Entry entry) -> -entry.trial().rank())
                        .thenComparingDouble(entry -> entry.trial().result().evalLoss()))
                .orElseThrow();
    }

    String words() {
        TextTable table = new TextTable("trial", "rank", "eval loss", "effective rank", "rank for 90 %", "share used");
        for (Entry entry : entries) {
            table.add(
                    entry.trial().id(),
                    String.valueOf(entry.trial().rank()),
                    Units.loss(entry.trial().result().evalLoss()),
                    String.format(Locale.ROOT, "%.1f", entry.spectrum().meanEffectiveRank()),
                    String.format(Locale.ROOT, "%.1f", entry.spectrum().meanRank90()),
                    String.format(
                            Locale.ROOT,
                            "%.0f %%",
                            100
                                    * entry.spectrum().meanEffectiveRank()
                                    / entry.trial().rank()));
        }
        StringBuilder text = new StringBuilder("Effective rank against the rank trained, means over the modules\n")
                .append(table)
                .append("\n\nWhere the effective rank stays put while the rank grows, a low rank is enough.");
        for (Overlap each : overlaps) {
            text.append("\n\nOverlap of ")
                    .append(each.first().id())
                    .append(" (i) with ")
                    .append(each.second().id())
                    .append(" (j)\n")
                    .append(AdapterAnalysisWords.overlap(each.overlap()));
        }
        return text.toString();
    }

    ObjectNode json() {
        ObjectNode root = StrictJson.mapper().createObjectNode();
        root.put("study", folder.directory().toString());
        ArrayNode trials = root.putArray("trials");
        for (Entry entry : entries) {
            trials.addObject()
                    .put("trial", entry.trial().id())
                    .put("rank", entry.trial().rank())
                    .put("eval_loss", entry.trial().result().evalLoss())
                    .put("mean_effective_rank", entry.spectrum().meanEffectiveRank())
                    .put("mean_rank_90", entry.spectrum().meanRank90())
                    .set(
                            "modules",
                            StrictJson.mapper().valueToTree(entry.spectrum().modules()));
        }
        ArrayNode pairs = root.putArray("overlaps");
        for (Overlap each : overlaps) {
            pairs.add(AdapterAnalysisJson.json(each.overlap())
                    .put("first", each.first().id())
                    .put("second", each.second().id()));
        }
        return root;
    }
}
