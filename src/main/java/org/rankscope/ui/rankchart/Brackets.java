package org.rankscope.ui.rankchart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.rankscope.insight.Separation;
import org.rankscope.insight.Verdict;
import org.rankscope.ui.rankchart.RankChartModel.Bracket;
import org.rankscope.ui.rankchart.RankChartModel.Point;

/** Brackets over the ranks that a verdict can't tell apart. */
final class Brackets {
    private static final int MOST_SENTENCES = 3;

    private Brackets() {}

    /**
     * Those groups of which every member is a point and that hold all the points between: on a cost axis some don't.
     *
     * @param points of the method advised, by position
     */
    static List<Bracket> of(Verdict verdict, List<Point> points) {
        List<Double> ends = new ArrayList<>();
        List<Bracket> brackets = new ArrayList<>();
        verdict.indistinguishable().stream()
                .map(group -> points.stream()
                        .filter(point -> group.contains(point.variant().capacity()))
                        .toList())
                .filter(members -> members.size() > 1 && isWhole(members, points))
                .sorted(Comparator.comparingDouble(members -> members.get(0).position()))
                .forEach(members -> {
                    double from = members.get(0).position();
                    double to = members.get(members.size() - 1).position();
                    int level = 0;
                    while (level < ends.size() && ends.get(level) >= from) {
                        level++;
                    }
                    if (level == ends.size()) {
                        ends.add(to);
                    } else {
                        ends.set(level, to);
                    }
                    brackets.add(new Bracket(
                            from,
                            to,
                            level,
                            tip(
                                    verdict,
                                    members.stream()
                                            .map(point -> point.variant().capacity())
                                            .toList())));
                });
        return List.copyOf(brackets);
    }

    private static boolean isWhole(List<Point> members, List<Point> points) {
        int first = points.indexOf(members.get(0));
        return points.subList(first, first + members.size()).equals(members);
    }

    private static String tip(Verdict verdict, List<Integer> ranks) {
        List<Integer> sorted = ranks.stream().sorted().toList();
        int last = sorted.size() - 1;
        String names = sorted.subList(0, last).stream().map(String::valueOf).collect(Collectors.joining(", ")) + " and "
                + sorted.get(last);
        String more = verdict.separations().stream()
                .filter(pair -> sorted.contains(pair.rank()) && sorted.contains(pair.other()))
                .filter(pair -> pair.moreSeeds() != null || pair.moreItems() != null)
                .limit(MOST_SENTENCES)
                .map(Separation::words)
                .collect(Collectors.joining("\n"));
        return "r = " + names + " can't be told apart." + (more.isEmpty() ? "" : "\n" + more);
    }
}
