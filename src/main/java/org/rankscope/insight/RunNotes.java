package org.rankscope.insight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a person should know of the runs behind a verdict: learning rates, steps and seeds. Each thing is said once, of all
 * ranks and methods that it concerns.
 */
final class RunNotes {
    private final RankCurve curve;
    private final RankEvidence evidence;
    private final String noun;
    private final List<RankSummary> judged;
    private final List<RankSummary> all;
    private final boolean ofMethods;

    /**
     * @param finding over all that is judged
     * @param references what it is compared with
     */
    RunNotes(Finding finding, List<RankSummary> references, VerdictOptions options) {
        curve = finding.curve();
        evidence = finding.evidence();
        noun = VerdictReason.noun(options);
        judged = curve.ranks().stream().sorted(byMethod()).toList();
        all = Stream.concat(judged.stream(), references.stream().sorted(byMethod()))
                .toList();
        ofMethods = all.stream().map(RankSummary::method).distinct().count() > 1;
    }

    private static Comparator<RankSummary> byMethod() {
        return Comparator.comparing(RankSummary::method).thenComparingInt(RankSummary::rank);
    }

    List<String> all() {
        List<String> notes = new ArrayList<>();
        addLearningRates(notes);
        addUnfinishedRuns(notes);
        addNothingGained(notes);
        addRuns(notes);
        return notes;
    }

    private void addLearningRates(List<String> notes) {
        addEdge(notes, RankSummary.RateEdge.SMALLEST, "smallest", "smaller");
        addEdge(notes, RankSummary.RateEdge.LARGEST, "largest", "larger");
        List<RankSummary> once = all.stream()
                .filter(point -> point.edge() == RankSummary.RateEdge.ONLY && !Double.isNaN(point.learningRate()))
                .toList();
        if (once.isEmpty()) {
            return;
        }
        if (!ofMethods) {
            if (once.size() == judged.size() && once.size() > 1 && rates(once).size() == 1) {
                notes.add("Every rank ran at the one learning rate " + words(rates(once))
                        + "; a rank that wants another one is judged too harshly.");
            }
        } else if (once.size() == all.size() && rates(once).size() == 1) {
            notes.add("Every method ran at the one learning rate " + words(rates(once))
                    + "; the best ones of two methods may be a factor of ten apart.");
        } else {
            notes.add("One learning rate alone was tried with " + MethodNames.list(once, all)
                    + "; the best ones of two methods may be a factor of ten apart.");
        }
    }

    private void addEdge(List<String> notes, RankSummary.RateEdge edge, String which, String other) {
        List<RankSummary> points =
                all.stream().filter(point -> point.edge() == edge).toList();
        if (!points.isEmpty()) {
            notes.add("The best learning rate of " + MethodNames.list(points, all) + " is the " + which + " tried ("
                    + words(rates(points)) + "): a " + other + " one may do better.");
        }
    }

    private static Set<Double> rates(List<RankSummary> points) {
        return points.stream().map(RankSummary::learningRate).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String words(Set<Double> rates) {
        return rates.stream().map(PlainNumbers::difference).collect(Collectors.joining(", "));
    }

    private void addUnfinishedRuns(List<String> notes) {
        List<RankSummary> falling =
                all.stream().filter(point -> point.fallingRuns() > 0).toList();
        if (!falling.isEmpty()) {
            notes.add("The loss of " + MethodNames.list(falling, all)
                    + " was still falling when training ended: a higher rank also learns"
                    + " faster, so with more steps a smaller rank may be enough"
                    + (ofMethods ? ", or another method better." : "."));
        }
    }

    private void addNothingGained(List<String> notes) {
        if (!ofMethods) {
            if (gainedNothing(curve)) {
                notes.add("Training gained nothing: the best " + noun + " is no better than the "
                        + PlainNumbers.value(curve.start())
                        + " before the first step, so this says nothing about ranks. Try other learning rates or more"
                        + " steps.");
            }
            return;
        }
        Map<String, List<RankSummary>> byMethod = all.stream()
                .collect(Collectors.groupingBy(RankSummary::method, LinkedHashMap::new, Collectors.toList()));
        List<String> gainless = byMethod.entrySet().stream()
                .filter(entry -> gainedNothing(new RankCurve(entry.getValue(), curve.higherIsBetter())))
                .map(Map.Entry::getKey)
                .toList();
        if (!gainless.isEmpty()) {
            notes.add("Training gained nothing with " + MethodNames.list(gainless) + ": the best " + noun
                    + " is no better than before the first step. Try other learning rates or more steps.");
        }
    }

    private static boolean gainedNothing(RankCurve curve) {
        return !Double.isNaN(curve.start()) && Double.isNaN(curve.gain());
    }

    private void addRuns(List<String> notes) {
        if (judged.size() < 2) {
            return;
        }
        String each =
                curve.ranks().stream().map(RankSummary::method).distinct().count() > 1 ? "method and rank" : "rank";
        int most = judged.stream().mapToInt(RankSummary::runs).max().orElse(0);
        List<RankSummary> fewer =
                judged.stream().filter(rank -> rank.runs() < most).toList();
        if (!fewer.isEmpty()) {
            notes.add("Not every " + each + " has " + most + " runs: "
                    + fewer.stream()
                            .map(rank -> at(rank) + " has " + rank.runs())
                            .collect(Collectors.joining(", "))
                    + ".");
        } else if (most > 1
                && isAny(rank ->
                        !rank.bySeed().keySet().equals(judged.get(0).bySeed().keySet()))) {
            notes.add("The " + each.replace("rank", "ranks").replace("method ", "methods ")
                    + " ran with different seeds, so part of their differences is the seeds'.");
        }
        if (evidence.source() == RankEvidence.Source.NONE && most == 1 && !isAny(RankSummary::stated)) {
            notes.add("One run per " + each + ": how much of the differences is chance is not known; three seeds would"
                    + " show it.");
        } else if (evidence.source() == RankEvidence.Source.ITEMS) {
            notes.add(
                    "One run per " + each + ": the noise of the evaluation set is known, that of training is not; three"
                            + " seeds would show it.");
        } else if (evidence.source() == RankEvidence.Source.STATED
                && evidence.shown()
                && evidence.pValue() >= Comparison.LEVEL) {
            notes.add("With " + judged.size() + " ranks compared at once, chance alone could make such differences ("
                    + PlainNumbers.pValue(evidence.pValue()) + ").");
        }
    }

    private String at(RankSummary rank) {
        return (ofMethods ? MethodNames.within(rank.method()) + " at " : "") + "r = " + rank.rank();
    }

    private boolean isAny(Predicate<RankSummary> condition) {
        return judged.stream().anyMatch(condition);
    }
}
