package org.rankscope.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateTuningTest {
    private static List<Double> search(double first, DoubleUnaryOperator loss) {
        NavigableMap<Double, Double> tried = new TreeMap<>();
        List<Double> order = new ArrayList<>();
        for (OptionalDouble next = RateTuning.next(tried, first);
                next.isPresent();
                next = RateTuning.next(tried, first)) {
            assertTrue(!tried.containsKey(next.getAsDouble()), next + " was tried before: " + order);
            tried.put(next.getAsDouble(), loss.applyAsDouble(next.getAsDouble()));
            order.add(next.getAsDouble());
        }
        return order;
    }

    private static double best(List<Double> rates, DoubleUnaryOperator loss) {
        return rates.stream()
                .min((a, b) -> Double.compare(loss.applyAsDouble(a), loss.applyAsDouble(b)))
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1.4, -1, -0.6, -0.25, -0.1, 0, 0.1, 0.3, 0.5, 0.9, 1.3})
    void valleyIsBracketedAndItsFloorFoundToAQuarterOfADecade(double decades) {
        double optimum = 1e-3 * Math.pow(10, decades);
        DoubleUnaryOperator loss = rate -> Simulation.valley(rate, optimum);
        List<Double> rates = search(1e-3, loss);
        double best = best(rates, loss);
        assertTrue(
                rates.stream().anyMatch(rate -> rate < best) && rates.stream().anyMatch(rate -> rate > best));
        assertTrue(Math.abs(Math.log10(best / optimum)) < 0.25, best + " of " + rates + " for " + optimum);
        assertTrue(rates.size() <= RateTuning.MOST_TRIES, rates.toString());
    }

    @Test
    void fourRatesAreEnoughWhereTheFirstIsTheBest() {
        assertEquals(List.of(1e-3, 3.2e-3, 3.2e-4, 5.7e-4), search(1e-3, rate -> Simulation.valley(rate, 0.9e-3)));
    }

    @Test
    void divergedRateIsTheWorseOneAboveTheBest() {
        DoubleUnaryOperator loss = rate -> rate > 2e-3 ? Double.POSITIVE_INFINITY : 1 / rate;
        List<Double> rates = search(1e-3, loss);
        assertEquals(List.of(1e-3, 3.2e-3, 3.2e-4, 5.7e-4), rates);
        assertEquals(1e-3, best(rates, loss));
    }

    @Test
    void searchThatBeginsWhereAllDivergesGoesDown() {
        DoubleUnaryOperator loss = rate -> rate > 2e-4 ? Double.POSITIVE_INFINITY : Simulation.valley(rate, 4e-5);
        List<Double> rates = search(1e-2, loss);
        assertTrue(Math.abs(Math.log10(best(rates, loss) / 4e-5)) < 0.25, rates.toString());
    }

    @Test
    void lossThatFallsForEverEndsTheSearchAtItsBound() {
        assertEquals(RateTuning.MOST_TRIES, search(1e-3, rate -> -rate).size());
        assertEquals(
                RateTuning.MOST_TRIES,
                search(1e-3, rate -> Double.POSITIVE_INFINITY).size());
    }

    @Test
    void flatLossEndsTheSearchAtTheSmallestRateThatIsBracketed() {
        List<Double> rates = search(1e-3, rate -> 1.0);
        assertTrue(rates.size() <= RateTuning.MOST_TRIES, rates.toString());
    }

    @Test
    void ratesThatWereRunBeforeCountAsTries() {
        NavigableMap<Double, Double> tried = new TreeMap<>();
        tried.put(1e-4, 2.0);
        tried.put(1e-3, 1.0);
        tried.put(1e-2, 3.0);
        assertEquals(OptionalDouble.of(3.2e-3), RateTuning.next(tried, 5.0), "the gap above the best is too wide");
    }
}
