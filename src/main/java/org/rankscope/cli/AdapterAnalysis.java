package org.rankscope.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.rankscope.data.Dataset;
import org.rankscope.data.TokenBatches;
import org.rankscope.insight.AdapterSpectrum;
import org.rankscope.insight.LowerRanks;
import org.rankscope.insight.Observation;
import org.rankscope.insight.RankSuggestion;
import org.rankscope.insight.SingularSpectrum;
import org.rankscope.insight.SubspaceOverlap;
import org.rankscope.insight.Verdict;
import org.rankscope.insight.VerdictEngine;
import org.rankscope.insight.VerdictOptions;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.CutAdapter;
import org.rankscope.peft.CutUpdate;
import org.rankscope.peft.LowRankUpdate;
import org.rankscope.peft.RankPatterns;
import org.rankscope.peft.StoredUpdates;
import org.rankscope.study.CutLosses;
import org.rankscope.study.SpecResources;
import org.rankscope.train.AdapterEvaluation;

/**
 * All that is known of one adapter.
 *
 * @param budgets what one rank everywhere keeps, and what ranks by module keep of as many parameters: for each power of two
 *     below the adapter's rank
 * @param suggestion the one of them, or of a budget that was asked for, that is given in full; empty for an adapter of rank 1
 */
record AdapterAnalysis(
        Path source,
        StoredUpdates stored,
        CutAdapter<CutUpdate> cut,
        AdapterSpectrum spectrum,
        List<RankSuggestion> budgets,
        Optional<RankSuggestion> suggestion,
        Optional<Comparison> comparison,
        Optional<Cuts> cuts) {
    /** Share of the energy at which a suggestion is worth training. */
    static final double ENOUGH_ENERGY = 0.9;

    /** The overlap with another adapter. */
    record Comparison(Path other, SubspaceOverlap overlap) {}

    /**
     * Losses when cut.
     *
     * @param without loss without the updates: rank 0
     * @param losses by rank, ascending; the last is uncut
     */
    record Cuts(double without, List<Observation> losses, Verdict verdict) {
        double uncut() {
            return losses.get(losses.size() - 1).value();
        }

        /** How much of what the updates gain is left at {@code loss}; NaN where they gain nothing. */
        double gainKept(double loss) {
            return uncut() < without ? (without - loss) / (without - uncut()) : Double.NaN;
        }
    }

    /** Reads the adapter in {@code source}; {@code budget} is a rank, or null for the smallest that keeps enough. */
    static AdapterAnalysis of(Path source, Integer budget) {
        StoredUpdates stored = StoredUpdates.read(source);
        CutAdapter<CutUpdate> cut = CutAdapter.bySvd(stored.updates());
        List<RankSuggestion> budgets = LowerRanks.powersOfTwo(stored.rank()).stream()
                .map(rank -> RankSuggestion.of(cut.updates(), rank))
                .toList();
        if (budget != null && (budget < 1 || budget > stored.rank())) {
            throw new RequestException("Option --budget has the value " + budget + "; expected a rank from 1 to "
                    + stored.rank() + ", the adapter's.");
        }
        Optional<RankSuggestion> suggestion = budget != null
                ? Optional.of(RankSuggestion.of(cut.updates(), budget))
                : budgets.stream()
                        .filter(each -> each.suggestedEnergy() >= ENOUGH_ENERGY)
                        .findFirst()
                        .or(() -> budgets.stream().reduce((first, last) -> last));
        return new AdapterAnalysis(
                source,
                stored,
                cut,
                SingularSpectrum.of(stored.updates()),
                budgets,
                suggestion,
                Optional.empty(),
                Optional.empty());
    }

    AdapterAnalysis comparedWith(Path other, SubspaceOverlap.Matrix of) {
        SubspaceOverlap overlap = SubspaceOverlap.between(
                stored.updates(), StoredUpdates.read(other).updates(), of);
        return new AdapterAnalysis(
                source, stored, cut, spectrum, budgets, suggestion, Optional.of(new Comparison(other, overlap)), cuts);
    }

    /** Measures the adapter cut to {@code ranks}, or to powers of two where there are none. */
    AdapterAnalysis cutOn(String model, String data, EvaluationOptions options, List<Integer> ranks) {
        List<Integer> all = new ArrayList<>(List.of(0));
        all.addAll(lowerRanks(ranks));
        checkCut();
        SpecResources resources = SpecResources.ofThisProgram();
        Task task = options.task(model, Optional.of(source), resources);
        try (BaseModel opened = options.model(task, model, data, source, resources);
                Dataset rows = options.data(task, data, resources, opened)) {
            TokenBatches batches = rows.validation();
            List<Observation> found = CutLosses.of(
                    source,
                    opened,
                    all,
                    CutAdapter::bySvd,
                    method -> AdapterEvaluation.of(
                            opened, task, Optional.of(method), batches, options.precision(), options.session()));
            List<Observation> losses = found.subList(1, found.size());
            Cuts measured = new Cuts(found.get(0).value(), losses, VerdictEngine.judge(losses, VerdictOptions.DEFAULT));
            return new AdapterAnalysis(
                    source, stored, cut, spectrum, budgets, suggestion, comparison, Optional.of(measured));
        }
    }

    /** {@code ranks}, checked, or powers of two; all below the adapter's. */
    List<Integer> lowerRanks(List<Integer> ranks) {
        for (int rank : ranks) {
            if (rank < 1 || rank >= stored.rank()) {
                throw new RequestException("Option --ranks has the value " + rank + "; expected ranks from 1 to "
                        + (stored.rank() - 1) + ", below the adapter's " + stored.rank() + ".");
            }
        }
        return ranks.isEmpty() ? LowerRanks.powersOfTwo(stored.rank()) : List.copyOf(new TreeSet<>(ranks));
    }

    private void checkCut() {
        if (stored.config().stream().anyMatch(config -> config.method() == AdapterConfig.Method.ADALORA)) {
            throw new RequestException(source + ": this is an AdaLoRA adapter, whose ranks were cut in training; only"
                    + " adapters of fixed rank are cut here.");
        }
    }

    void writeCut(int rank, Path target) throws IOException {
        if (rank < 1 || rank > stored.rank()) {
            throw new RequestException("Option --cut has the value " + rank + "; expected a rank from 1 to "
                    + stored.rank() + ", the adapter's.");
        } else if (stored.config().isEmpty() || !Files.isDirectory(source)) {
            throw new RequestException(source + ": without an adapter_config.json it can't be stored anew;"
                    + " make a PEFT directory of it with 'rankscope export --format peft'.");
        }
        checkCut();
        cut.write(source, rank, target);
    }

    /** The suggestion as PEFT takes it. */
    Optional<RankPatterns> patterns() {
        return suggestion.map(chosen -> RankPatterns.of(
                cut.updates().stream().map(CutUpdate::update).toList(),
                chosen.rank(),
                chosen.ranks(),
                stored.config().map(config -> config.useRslora()).orElse(false)));
    }

    long parameters() {
        return stored.updates().stream()
                .mapToLong(update -> update.rank() * update.parametersPerRank())
                .sum();
    }

    /** The scaling that all modules share; empty where they differ, or it is not known. */
    Optional<Double> scaling() {
        List<Double> all =
                stored.updates().stream().map(LowRankUpdate::scaling).distinct().toList();
        return stored.config().isPresent() && all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty();
    }

    ObjectNode json() {
        return new AdapterAnalysisJson(this).object();
    }

    String words() {
        return new AdapterAnalysisWords(this).text();
    }
}
