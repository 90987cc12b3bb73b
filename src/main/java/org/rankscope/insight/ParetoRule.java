package org.rankscope.insight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The best trade of value against parameters, among the ranks that no other beats in both.
 *
 * <p>A rank is on the front if none has as few parameters and a better mean, or fewer and as good a one (Pareto
 * optimality). Of the front the rule picks the smallest of gap(r) / |best| + price · log2(parameters(r)): each doubling
 * of the parameters has to gain the tolerance, as a share of the best value. Weighing two goals into one sum always ends on
 * the front (Zadeh, Optimality and non-scalar-valued performance criteria, IEEE TAC 1963), and at its knee where there is
 * one (Branke, Deb, Dierolf, Osswald, Finding knees in multi-objective optimization, PPSN 2004); the price is this
 * program's own choice. Unlike {@link KneedleRule} it doesn't depend on how far the range goes.
 *
 * <p>Looks at means alone: noise can put a rank on the front. Parameters count as ranks do where they are not known.
 *
 * @param price share of the best value that a doubling of the parameters has to gain
 */
public record ParetoRule(double price) implements VerdictRule {
    public static final String NAME = "pareto";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String words() {
        return "best trade of value against parameters: each doubling has to gain " + PlainNumbers.percent(price)
                + " (Pareto)";
    }

    @Override
    public Optional<RankSummary> pick(RankCurve curve) {
        return allowed(curve).stream().min(Comparator.comparingDouble(rank -> price(curve, rank)));
    }

    /** The front, cheapest first. */
    @Override
    public List<RankSummary> allowed(RankCurve curve) {
        List<RankSummary> front = new ArrayList<>();
        for (RankSummary rank : curve.ranks()) {
            boolean beaten = curve.ranks().stream().anyMatch(other -> beats(curve, other, rank));
            if (!beaten) {
                front.add(rank);
            }
        }
        front.sort(Comparator.comparingDouble(curve::parameters));
        return front;
    }

    @Override
    public boolean allowsAll(RankCurve curve) {
        return curve.within(curve.spread(), 0);
    }

    private static boolean beats(RankCurve curve, RankSummary a, RankSummary b) {
        boolean cheaper = curve.parameters(a) < curve.parameters(b);
        boolean dearer = curve.parameters(a) > curve.parameters(b);
        boolean better = !curve.within(curve.worseBy(b, a), 0);
        boolean worse = !curve.within(curve.worseBy(a, b), 0);
        return !dearer && !worse && (cheaper || better);
    }

    private double price(RankCurve curve, RankSummary rank) {
        double best = Math.abs(curve.best().mean());
        double unit = best == 0 ? 1 : best;
        return curve.gap(rank) / unit + price * Math.log(curve.parameters(rank)) / Math.log(2);
    }
}
