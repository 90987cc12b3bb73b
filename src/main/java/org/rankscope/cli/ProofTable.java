package org.rankscope.cli;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rankscope.insight.Verdict;
import org.rankscope.proof.PlantedTask;
import org.rankscope.proof.PlantedTask.Expected;

/** What became of tasks whose right answer is known: a table for each kind of task, and how many were answered rightly. */
final class ProofTable {
    /** The share of right answers from which a kind of task counts as proved. */
    private static final Map<Expected, Double> WANTED =
            Map.of(Expected.RANK, 0.9, Expected.FLAT, 0.9, Expected.EXTEND, 1.0);

    private final Map<Expected, List<Row>> rows = new EnumMap<>(Expected.class);

    private record Row(PlantedTask task, Verdict verdict) {
        boolean isRight() {
            return task.isMetBy(verdict);
        }
    }

    void add(PlantedTask task, Verdict verdict) {
        rows.computeIfAbsent(task.expected(), kind -> new ArrayList<>()).add(new Row(task, verdict));
    }

    /** Whether enough tasks of every kind were answered rightly. */
    boolean isProved() {
        return rows.entrySet().stream().allMatch(kind -> right(kind.getValue()) >= wanted(kind.getKey()));
    }

    String text(boolean markdown) {
        return rows.keySet().stream()
                .map(kind -> summary(kind) + "\n\n"
                        + (markdown ? table(kind).markdown() : table(kind).toString()))
                .collect(Collectors.joining("\n\n"));
    }

    private TextTable table(Expected kind) {
        TextTable table =
                new TextTable("planted rank", "spectrum", "size", "where", "loss at each rank", "verdict", "right");
        for (Row row : rows.get(kind)) {
            PlantedTask task = row.task();
            table.add(
                    String.valueOf(task.rank()),
                    task.spectrum().toString(),
                    Units.plain(task.strength()),
                    task.place().toString(),
                    losses(row.verdict()),
                    row.verdict().kind().json() + " " + row.verdict().rank(),
                    row.isRight() ? "yes" : "NO");
        }
        return table;
    }

    private static String losses(Verdict verdict) {
        return verdict.ranks().stream()
                .map(rank -> rank.rank() + ": " + Units.loss(rank.value()))
                .collect(Collectors.joining("  "));
    }

    private String summary(Expected kind) {
        String what =
                switch (kind) {
                    case RANK -> "A rank to find: the verdict is within a factor of two of it in ";
                    case FLAT -> "No rank effect: the verdict is flat in ";
                    case EXTEND -> "Range cut off below the planted rank: the verdict is extend in ";
                };
        return what + right(rows.get(kind)) + " of " + rows.get(kind).size() + " tasks (" + wanted(kind) + " wanted).";
    }

    private static long right(List<Row> kind) {
        return kind.stream().filter(Row::isRight).count();
    }

    private long wanted(Expected kind) {
        return Math.round(WANTED.get(kind) * rows.get(kind).size());
    }
}
