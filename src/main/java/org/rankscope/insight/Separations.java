package org.rankscope.insight;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What tells ranks apart, or would: each pair of neighbours, and each rank against the one advised, in words. */
final class Separations {
    private final RankPairs pairs;
    private final SeparationSize size;

    Separations(RankPairs pairs) {
        this.pairs = pairs;
        this.size = new SeparationSize(pairs);
    }

    /** @param advised where the rank advised stands on the curve */
    List<Separation> of(int advised) {
        List<Separation> found = new ArrayList<>();
        for (int i = 0; i < pairs.rankCount(); i++) {
            for (int j = i + 1; j < pairs.rankCount(); j++) {
                if (j == i + 1 || i == advised || j == advised) {
                    found.add(separation(pairs.test(i, j), pairs.pValue(i, j)));
                }
            }
        }
        return found;
    }

    private Separation separation(PairTest test, double pValue) {
        boolean known = !Double.isNaN(pValue);
        boolean open = known && pValue >= Comparison.LEVEL;
        boolean sized = open && !Double.isNaN(test.deviation());
        OptionalLong seeds = sized ? size.moreSeeds(test) : OptionalLong.empty();
        OptionalLong items = sized ? size.moreItems(test) : OptionalLong.empty();
        String sentence = !known ? unknown(test) : open ? open(test, pValue, seeds, items) : separated(test, pValue);
        return new Separation(
                test.a().rank(),
                test.b().rank(),
                test.difference(),
                known ? pValue : null,
                boxed(seeds),
                boxed(items),
                sentence);
    }

    private static String separated(PairTest test, double pValue) {
        return name(test.a()) + " is " + sizes(test) + " than " + name(test.b()) + " (" + PlainNumbers.pValue(pValue)
                + ").";
    }

    private static String unknown(PairTest test) {
        return test.difference() == 0
                ? name(test.a()) + " and " + name(test.b()) + " came out equal."
                : name(test.a()) + " is " + sizes(test) + " than " + name(test.b())
                        + "; how much of that is chance is not known.";
    }

    private String open(PairTest test, double pValue, OptionalLong seeds, OptionalLong items) {
        String pair = name(test.a()) + " from " + name(test.b());
        List<String> ways = new ArrayList<>();
        seeds.ifPresent(more -> ways.add(more + (more == 1 ? " more seed" : " more seeds")));
        items.ifPresent(more -> ways.add(PlainNumbers.count(more) + " more evaluation item" + (more == 1 ? "" : "s")));
        if (pairs.source() == RankEvidence.Source.STATED && size.times(test) <= SeparationSize.MOST_SEEDS) {
            ways.add(size.times(test) + " times as many runs or evaluation items");
        }
        String gap = test.difference() == 0
                ? "they came out equal"
                : name(test.a()) + " is " + sizes(test) + ", " + PlainNumbers.pValue(pValue);
        String what = pairs.source() == RankEvidence.Source.ITEMS ? "evaluation items" : "seeds";
        if (Double.isNaN(test.deviation())) {
            return name(test.a()) + " can't be told from " + name(test.b()) + " (" + gap + ").";
        }
        return ways.isEmpty()
                ? "No realistic number of " + what + " would separate " + pair + " (" + gap + ")."
                : String.join(" or ", ways) + " would separate " + pair + " (" + gap + ").";
    }

    private static String sizes(PairTest test) {
        return PlainNumbers.difference(Math.abs(test.difference())) + (test.difference() < 0 ? " better" : " worse");
    }

    private static String name(RankSummary rank) {
        return "r = " + rank.rank();
    }

    private static Long boxed(OptionalLong value) {
        return value.isPresent() ? (Long) value.getAsLong() : null;
    }
}
