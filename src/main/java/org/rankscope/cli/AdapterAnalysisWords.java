package org.rankscope.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rankscope.cli.AdapterAnalysis.Cuts;
import org.rankscope.insight.AdapterSpectrum.Module;
import org.rankscope.insight.Observation;
import org.rankscope.insight.RankSuggestion;
import org.rankscope.insight.SubspaceOverlap;
import org.rankscope.insight.Verdict;
import org.rankscope.io.StrictJson;
import org.rankscope.peft.AdapterConfig;

/** An {@link AdapterAnalysis} for a person. */
record AdapterAnalysisWords(AdapterAnalysis analysis) {
    /** Heading and text of what there is to say. */
    String text() {
        List<String> parts = new ArrayList<>(List.of(head(), modules()));
        layers().ifPresent(parts::add);
        analysis.suggestion().map(this::suggestion).ifPresent(parts::add);
        analysis.comparison()
                .map(comparison -> "Overlap with " + comparison.other() + "\n" + overlap(comparison.overlap()))
                .ifPresent(parts::add);
        analysis.cuts().map(this::cuts).ifPresent(parts::add);
        return String.join("\n\n", parts);
    }

    private String head() {
        String model = analysis.stored().baseModel();
        int count = analysis.stored().updates().size();
        String text = String.format(
                Locale.ROOT,
                "%s of rank %d on %d module%s%s: %s parameters.",
                kind(),
                analysis.stored().rank(),
                count,
                count == 1 ? "" : "s",
                model.isEmpty() ? "" : " of " + model,
                Units.count(analysis.parameters()));
        if (analysis.stored().config().isEmpty()) {
            return text
                    + " There is no adapter_config.json beside it, so that alpha is unknown: singular values are those"
                    + " of B·A, unscaled. Ranks don't depend on that.";
        }
        return text
                + analysis.scaling()
                        .map(scaling -> String.format(Locale.ROOT, " Scaling %.4g.", scaling))
                        .orElse(" The scaling differs by module.");
    }

    private String kind() {
        return analysis.stored()
                .config()
                .map(config -> config.useDora()
                        ? "The direction of DoRA"
                        : config.method() == AdapterConfig.Method.ADALORA ? "AdaLoRA" : "LoRA")
                .orElse("LoRA");
    }

    private String modules() {
        TextTable table = new TextTable("module", "rank", "effective rank", "rank for 90 %", "largest σ");
        for (Module module : analysis.spectrum().modules()) {
            table.add(
                    module.module(),
                    String.valueOf(module.rank()),
                    String.format(Locale.ROOT, "%.1f", module.effectiveRank()),
                    String.valueOf(module.rank90()),
                    String.format(Locale.ROOT, "%.4g", module.singularValues().get(0)));
        }
        return table
                + String.format(
                        Locale.ROOT,
                        "%n%nOn average %.1f of %d singular values count (effective rank), and %.1f hold 90 %% of the"
                                + " energy of ΔW.",
                        analysis.spectrum().meanEffectiveRank(),
                        analysis.stored().rank(),
                        analysis.spectrum().meanRank90());
    }

    /** Effective rank by layer and kind; nothing to add where there is one layer or one kind. */
    private Optional<String> layers() {
        Set<Integer> layers = new TreeSet<>();
        Set<String> kinds = new LinkedHashSet<>();
        analysis.spectrum().modules().forEach(module -> {
            layers.add(module.layer());
            kinds.add(module.kind());
        });
        if (layers.size() < 2 || kinds.size() < 2) {
            return Optional.empty();
        }
        List<String> headings = new ArrayList<>(List.of("layer"));
        headings.addAll(kinds);
        TextTable table = new TextTable(headings.toArray(String[]::new));
        for (int layer : layers) {
            List<String> row = new ArrayList<>(List.of(layer < 0 ? "-" : String.valueOf(layer)));
            for (String kind : kinds) {
                row.add(analysis.spectrum().modules().stream()
                        .filter(module ->
                                module.layer() == layer && module.kind().equals(kind))
                        .map(module -> String.format(Locale.ROOT, "%.1f", module.effectiveRank()))
                        .collect(Collectors.joining(" ")));
            }
            table.add(row.toArray(String[]::new));
        }
        return Optional.of("Effective rank by layer\n" + table);
    }

    private String suggestion(RankSuggestion chosen) {
        TextTable table = new TextTable("rank", "parameters", "energy kept", "with ranks by module");
        for (RankSuggestion budget : analysis.budgets()) {
            table.add(
                    String.valueOf(budget.rank()),
                    Units.count(budget.budget()),
                    percent(budget.uniformEnergy()),
                    percent(budget.suggestedEnergy()));
        }
        String energies = String.format(
                Locale.ROOT,
                "With the %s parameters of rank %d everywhere, a cut keeps %s of the energy of ΔW.",
                Units.count(chosen.budget()),
                chosen.rank(),
                percent(chosen.uniformEnergy()));
        boolean better = chosen.suggestedEnergy() > chosen.uniformEnergy();
        String words = better
                ? String.format(
                        Locale.ROOT,
                        " Ranks by module keep %s, with %s parameters. In adapter_config.json%s:%n%s",
                        percent(chosen.suggestedEnergy()),
                        Units.count(chosen.parameters()),
                        analysis.stored().config().isPresent() ? ", with every scaling as it was" : "",
                        StrictJson.toText(AdapterAnalysisJson.patterns(analysis))
                                .strip())
                : " Ranks by module keep no more.";
        return "Ranks by module\n" + (analysis.budgets().isEmpty() ? "" : table + "\n\n") + energies + words;
    }

    static String overlap(SubspaceOverlap overlap) {
        TextTable table = new TextTable("module", "φ(1, 1)", "i, j", "φ(i, j)", "by chance");
        for (SubspaceOverlap.Module module : overlap.modules()) {
            if (module.i().isEmpty() || module.j().isEmpty()) {
                table.add(module.module(), "", "", "all is 0", "");
                continue;
            }
            int i = module.i().get(module.i().size() - 1);
            int j = module.j().get(module.j().size() - 1);
            List<Double> last = module.phi().get(module.phi().size() - 1);
            table.add(
                    module.module(),
                    String.format(Locale.ROOT, "%.2f", module.phi().get(0).get(0)),
                    i + ", " + j,
                    String.format(Locale.ROOT, "%.2f", last.get(last.size() - 1)),
                    String.format(Locale.ROOT, "%.2f", module.chance(i, j)));
        }
        return table + "\n\nφ is 1 where the smaller subspace of right singular vectors of "
                + (overlap.of() == SubspaceOverlap.Matrix.LORA_A ? "A" : "ΔW")
                + " lies within the larger, 0 where they are orthogonal.";
    }

    private String cuts(Cuts cuts) {
        TextTable table = new TextTable("rank", "parameters", "loss when cut", "gain kept");
        table.add("0", "0", Units.loss(cuts.without()), "");
        for (Observation point : cuts.losses()) {
            double kept = cuts.gainKept(point.value());
            table.add(
                    String.valueOf(point.rank()),
                    Units.count(point.cost().parameters()),
                    Units.loss(point.value()),
                    Double.isNaN(kept) ? "" : percent(kept));
        }
        return "Cut by SVD\n" + table + "\n\n"
                + (cuts.uncut() < cuts.without()
                        ? answer(cuts.verdict()) + "\n" + PreviewCommand.MEANING
                        : "The adapter does not lower the loss on these data, so that they can't tell what rank it needs;"
                                + " choose data of the kind that it was trained for.");
    }

    /** A verdict on cuts is about an adapter that exists: nothing was tried, and nothing can be extended. */
    private String answer(Verdict verdict) {
        String rank = String.valueOf(verdict.rank());
        String words =
                switch (verdict.kind()) {
                    case CHOOSE -> "Rank " + rank + " would have been enough.";
                    case FLAT -> "Rank " + rank + " would have been enough: on these data the rank hardly matters.";
                    case EXTEND -> "No cut is enough: this adapter uses all of its rank of " + rank + ".";
                    case NOISY ->
                        "The ranks differ by less than the noise of these data; rank " + rank
                                + " so far. More data would tell.";
                };
        return words + " Rule: " + verdict.rule() + ".";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
