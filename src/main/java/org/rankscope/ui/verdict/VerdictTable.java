package org.rankscope.ui.verdict;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.rankscope.insight.Capacity;
import org.rankscope.insight.Cost;
import org.rankscope.insight.RankResult;
import org.rankscope.insight.RuleOpinion;
import org.rankscope.insight.Separation;
import org.rankscope.insight.Verdict;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.text.Quantities;

/**
 * What a verdict rests on, as it is written.
 *
 * @param opinions what each rule says
 * @param ranks every rank with what it costs, and below them what they are compared with
 * @param others what is said of other methods and has no room on the card
 * @param separations what would tell ranks apart that can't be told apart now
 * @param capacity the training text against the parameters of the rank advised; empty where that is not known
 * @param warnings what to keep in mind
 */
record VerdictTable(
        List<Opinion> opinions,
        List<Row> ranks,
        List<String> others,
        List<String> separations,
        Optional<String> capacity,
        List<String> warnings) {
    private static final int MOST_SEPARATIONS = 4;

    /**
     * One rule.
     *
     * @param decides whether the verdict is by this one
     */
    record Opinion(String words, String rank, String loss, boolean decides) {}

    /**
     * One rank.
     *
     * @param cells loss, how much worse than the best, parameters, adapter, memory and time; empty where unknown
     */
    record Row(String rank, List<String> cells, boolean chosen) {
        static final List<String> COLUMNS = List.of("loss", "worse by", "parameters", "adapter", "peak memory", "time");
    }

    static VerdictTable of(Verdict verdict, Optional<Capacity> capacity) {
        boolean methods = Stream.concat(verdict.ranks().stream(), verdict.references().stream())
                        .map(RankResult::method)
                        .distinct()
                        .count()
                > 1;
        return new VerdictTable(
                verdict.rules().stream()
                        .map(opinion -> opinion(opinion, verdict))
                        .toList(),
                Stream.concat(verdict.ranks().stream(), verdict.references().stream())
                        .map(rank -> row(rank, verdict, methods))
                        .toList(),
                ReasonParts.of(verdict.reason()).others(),
                verdict.separations().stream()
                        .filter(pair -> pair.moreSeeds() != null || pair.moreItems() != null)
                        .map(Separation::words)
                        .limit(MOST_SEPARATIONS)
                        .toList(),
                capacity.map(known -> "r = " + verdict.rank() + ": " + known.words()),
                verdict.warnings());
    }

    private static Opinion opinion(RuleOpinion opinion, Verdict verdict) {
        return new Opinion(
                opinion.words(),
                opinion.rank() == null ? "none" : "r = " + opinion.rank(),
                opinion.value() == null ? "" : Quantities.loss(opinion.value()),
                opinion.words().equals(verdict.rule()));
    }

    private static String name(RankResult rank, boolean methods) {
        return Stream.of(Method.values())
                .filter(method -> methods && method.json().equals(rank.method()))
                .map(method -> new Variant(method, rank.rank()).name())
                .findFirst()
                .orElseGet(() -> (methods ? rank.method() + " " : "") + rank.rank());
    }

    private static Row row(RankResult rank, Verdict verdict, boolean methods) {
        double worse = rank.value() - verdict.best().value();
        Cost cost = rank.cost();
        String loss = Quantities.loss(rank.value())
                + (Double.isNaN(rank.standardError()) ? "" : " ± " + Quantities.spread(rank.standardError()));
        return new Row(
                name(rank, methods),
                List.of(
                        loss,
                        worse == 0
                                ? "best"
                                : String.format(
                                        Locale.ROOT,
                                        "%+.2f %%",
                                        100 * worse / Math.abs(verdict.best().value())),
                        cost.parameters() == null ? "" : Quantities.count(cost.parameters()),
                        cost.adapterBytes() == null ? "" : Quantities.fileSize(cost.adapterBytes()),
                        cost.memoryBytes() == null ? "" : Quantities.memory(cost.memoryBytes()),
                        cost.elapsedMillis() == null ? "" : Quantities.clock(cost.elapsedMillis())),
                rank.rank() == verdict.rank() && rank.method().equals(verdict.method()));
    }
}
