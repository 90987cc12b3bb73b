package org.rankscope.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.rankscope.insight.Cost;
import org.rankscope.insight.MethodNames;
import org.rankscope.insight.RankResult;
import org.rankscope.insight.RuleOpinion;
import org.rankscope.insight.Separation;
import org.rankscope.insight.Verdict;

/** A verdict as text for a person: the answer in words, and the tables that it rests on. */
final class VerdictReport {
    private static final String ADVISED = "*";

    private final Verdict verdict;

    VerdictReport(Verdict verdict) {
        this.verdict = verdict;
    }

    /** The answer, then the tables where the verdict has them. */
    String text() {
        List<String> parts = new ArrayList<>();
        parts.add(words());
        if (!verdict.ranks().isEmpty()) {
            parts.add(ranks());
            parts.add(rules());
        }
        if (!verdict.separations().isEmpty()) {
            parts.add(separations());
        }
        return String.join("\n\n", parts);
    }

    /** The answer, its reason and what to know, several lines. */
    String words() {
        StringBuilder text = new StringBuilder("Verdict: ")
                .append(
                        switch (verdict.kind()) {
                            case CHOOSE -> "choose " + rank();
                            case FLAT -> "rank does not matter here; " + rank() + " is the cheapest";
                            case EXTEND -> "the range is too short; try larger ranks than " + verdict.rank();
                            case NOISY -> "too noisy to tell; " + rank() + " so far";
                        })
                .append("\n")
                .append(verdict.reason())
                .append("\nRule: ")
                .append(verdict.rule())
                .append('.');
        verdict.warnings().forEach(warning -> text.append("\nNote: ").append(warning));
        return text.toString();
    }

    private String rank() {
        return (isOfMethods() ? MethodNames.title(verdict.method()) + " at " : "") + "rank " + verdict.rank();
    }

    private boolean isOfMethods() {
        return rows().stream().map(RankResult::method).distinct().count() > 1;
    }

    /** What is judged, and below it what it is compared with. */
    private List<RankResult> rows() {
        return Stream.concat(verdict.ranks().stream(), verdict.references().stream())
                .toList();
    }

    /** Each rank, what it costs, and which can't be told apart: a letter for each group of neighbours. */
    private String ranks() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("", result -> isAdvised(result) ? ADVISED : ""));
        if (isOfMethods()) {
            columns.add(new Column("method", result -> MethodWords.name(result.method())));
        }
        columns.add(new Column("rank", result -> MethodWords.rank(result.rank())));
        columns.add(new Column(verdict.metric().replace('_', ' '), result -> Units.loss(result.value())));
        columns.add(new Column(
                "± SE", result -> Double.isNaN(result.standardError()) ? "" : Units.loss(result.standardError())));
        columns.add(new Column("same", this::groups));
        columns.add(new Column("runs", result -> String.valueOf(result.runs())));
        columns.add(new Column(
                "best rate", result -> Double.isNaN(result.learningRate()) ? "" : Units.plain(result.learningRate())));
        columns.add(new Column("setting", RankResult::setting));
        columns.add(new Column("parameters", result -> count(result.cost())));
        columns.add(new Column("adapter", result -> bytes(result.cost().adapterBytes())));
        columns.add(new Column("peak memory", result -> bytes(result.cost().memoryBytes())));
        columns.add(new Column("time", result -> time(result.cost())));
        columns.removeIf(column ->
                rows().stream().allMatch(result -> column.cell.of(result).isEmpty()));
        TextTable table = new TextTable(columns.stream().map(Column::heading).toArray(String[]::new));
        for (RankResult result : rows()) {
            table.add(columns.stream().map(column -> column.cell.of(result)).toArray(String[]::new));
        }
        List<String> legend = new ArrayList<>();
        legend.add(ADVISED + " "
                + (verdict.kind() == Verdict.Kind.CHOOSE || verdict.kind() == Verdict.Kind.FLAT
                        ? "advised"
                        : "what the rule points at so far"));
        if (!verdict.indistinguishable().isEmpty()) {
            legend.add("ranks that share a letter can't be told apart");
        }
        if (!verdict.references().isEmpty()) {
            legend.add("the last " + (verdict.references().size() == 1 ? "row is" : "rows are")
                    + " to compare with, and not judged");
        }
        return table + "\n" + String.join("; ", legend) + ".";
    }

    private boolean isAdvised(RankResult result) {
        return result.rank() == verdict.rank() && result.method().equals(verdict.method());
    }

    private String groups(RankResult result) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < verdict.indistinguishable().size(); i++) {
            if (result.method().equals(verdict.method())
                    && verdict.indistinguishable().get(i).contains(result.rank())) {
                letters.append((char) ('a' + i % 26));
            }
        }
        return letters.toString();
    }

    private String rules() {
        StringBuilder text = new StringBuilder("What each rule says" + ofMethod() + ":");
        int width = verdict.rules().stream()
                .mapToInt(opinion -> opinion.rule().length())
                .max()
                .orElse(0);
        for (RuleOpinion opinion : verdict.rules()) {
            String name = opinion.rule() + " ".repeat(width - opinion.rule().length());
            String rank = opinion.rank() == null ? "none" : "r = " + opinion.rank();
            text.append("\n  ")
                    .append(name)
                    .append("  ")
                    .append(String.format(Locale.ROOT, "%-8s", rank))
                    .append("  ");
            text.append(opinion.words());
        }
        return text.toString();
    }

    private String separations() {
        StringBuilder text = new StringBuilder("What tells ranks apart" + ofMethod() + ":");
        for (Separation separation : verdict.separations()) {
            text.append("\n  ").append(separation.words());
        }
        return text.toString();
    }

    private String ofMethod() {
        return isOfMethods() ? ", of " + MethodNames.title(verdict.method()) : "";
    }

    private static String count(Cost cost) {
        return cost.parameters() == null ? "" : Units.count(cost.parameters());
    }

    private static String bytes(Long bytes) {
        return bytes == null ? "" : Units.bytes(bytes);
    }

    private static String time(Cost cost) {
        return cost.elapsedMillis() == null ? "" : Units.duration(cost.elapsedMillis());
    }

    private interface Cell {
        String of(RankResult result);
    }

    private record Column(String heading, Cell cell) {}
}
