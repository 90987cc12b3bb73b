package org.rankscope.insight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.rankscope.io.RequestException;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.QuickScan;

/**
 * Results of methods that no rank can be judged by: those without a rank, full fine-tuning first of all, and DyLoRA, one
 * training of which stands for all its ranks. A verdict tells what they reach beside its rank, and is the same without
 * them.
 *
 * @param points each method at each of its capacities, at its own best setting and learning rate
 * @param notes what a person should know of them, in plain sentences
 */
public record ReferencePoints(List<RankSummary> points, List<String> notes) {
    public ReferencePoints {
        points = List.copyOf(points);
        notes = List.copyOf(notes);
    }

    /** Whether {@code observation} is a point of reference, and not of a curve over the rank. */
    public static boolean isOne(Observation observation) {
        return observation.rank() == 0
                || MethodNames.known(observation.method())
                        .map(method -> !method.hasTrainedRanks())
                        .orElse(false);
    }

    /** Those among {@code observations}. */
    static ReferencePoints of(List<Observation> observations, VerdictOptions options) {
        Map<String, List<Observation>> byMethod = observations.stream()
                .filter(ReferencePoints::isOne)
                .collect(Collectors.groupingBy(Observation::method, TreeMap::new, Collectors.toList()));
        List<RankSummary> points = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        byMethod.forEach((method, rows) -> {
            List<Integer> usable = rows.stream()
                    .filter(row -> Double.isFinite(row.value()))
                    .map(Observation::rank)
                    .distinct()
                    .toList();
            if (usable.isEmpty()) {
                notes.add("No run of " + MethodNames.within(method) + " has a usable result; the method is left out.");
                return;
            }
            List<Observation> judged =
                    rows.stream().filter(row -> usable.contains(row.rank())).toList();
            RankReduction.of(judged, options.higherIsBetter(), Budget.NONE)
                    .within()
                    .orElseThrow()
                    .ranks()
                    .forEach(points::add);
        });
        return new ReferencePoints(points, notes);
    }

    /** The rest of {@code observations}: what is judged. */
    static List<Observation> others(List<Observation> observations) {
        List<Observation> ranked =
                observations.stream().filter(row -> !isOne(row)).toList();
        if (ranked.isEmpty() && !observations.isEmpty()) {
            throw new RequestException(nothingToJudge(observations.stream()
                    .map(Observation::method)
                    .distinct()
                    .sorted()
                    .toList()));
        }
        return ranked;
    }

    /** Why there is no verdict where there are only such results, of these methods, and what there is in its place. */
    public static String nothingToJudge(List<String> methods) {
        return "There is no rank to judge: " + MethodNames.list(methods)
                + " can be compared by loss and cost, but a verdict"
                + " needs a method that is trained at several ranks, such as " + MethodNames.title(Method.LORA.json())
                + ".";
    }

    /** " Full fine-tuning reaches 1.130 with 40 times the parameters." for each method; {@code choice} is the rank advised. */
    String words(RankSummary choice, boolean higherIsBetter) {
        Map<String, List<RankSummary>> byMethod =
                points.stream().collect(Collectors.groupingBy(RankSummary::method, TreeMap::new, Collectors.toList()));
        StringBuilder words = new StringBuilder();
        byMethod.values().forEach(own -> {
            RankSummary best = new RankCurve(own, higherIsBetter).best();
            words.append(' ').append(name(best)).append(" reaches ").append(PlainNumbers.value(best.mean()));
            if (best.cost().parameters() != null && choice.cost().parameters() != null) {
                String ratio = PlainNumbers.ratio(
                        best.cost().parameters(), choice.cost().parameters());
                words.append(" with ")
                        .append(ratio.equals(PlainNumbers.SAME) ? "as many" : ratio + " the")
                        .append(" parameters");
            }
            words.append('.');
        });
        return words.toString();
    }

    List<RankResult> results() {
        return points.stream()
                .sorted(Comparator.comparing(RankSummary::method).thenComparing(RankSummary::rank))
                .map(point -> new RankResult(
                        point.method(),
                        point.rank(),
                        point.mean(),
                        point.standardError(),
                        point.runs(),
                        point.learningRate(),
                        point.setting(),
                        point.cost()))
                .toList();
    }

    private static String name(RankSummary point) {
        Optional<Method> method = MethodNames.known(point.method());
        if (method.isEmpty()) {
            return point.method();
        }
        return MethodNames.title(point.method())
                + switch (method.get().knob()) {
                    case RANK -> " (a " + QuickScan.LABEL + ", at r = " + point.rank() + ")";
                    case BOTTLENECK -> " (bottleneck " + point.rank() + ")";
                    case VIRTUAL_TOKENS ->
                        " (" + point.rank() + (point.rank() == 1 ? " virtual token)" : " virtual tokens)");
                    case NONE -> "";
                };
    }
}
