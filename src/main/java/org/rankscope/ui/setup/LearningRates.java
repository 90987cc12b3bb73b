package org.rankscope.ui.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.rankscope.io.RequestException;
import org.rankscope.ui.text.Quantities;

/** One learning rate or several, as typed: {@code 1e-3, 3e-3}. */
final class LearningRates {
    private LearningRates() {}

    static List<Double> parse(String text) {
        List<Double> rates = new ArrayList<>();
        for (String part : text.split("[,;\\s]+")) {
            if (!part.isEmpty()) {
                double rate = one(part);
                if (!rates.contains(rate)) {
                    rates.add(rate);
                }
            }
        }
        if (rates.isEmpty()) {
            throw new RequestException("No learning rate is given; write one or more, such as 3e-4, 1e-3.");
        }
        return List.copyOf(rates);
    }

    private static double one(String part) {
        double rate;
        try {
            rate = Double.parseDouble(part);
        } catch (NumberFormatException e) {
            throw new RequestException(
                    "'" + part + "' is not a learning rate; write numbers such as 3e-4 or 0.001.", e);
        }
        if (!(rate > 0 && rate <= 10)) {
            throw new RequestException(
                    "Learning rate " + part + " is out of range; expected more than 0 and at most 10.");
        }
        return rate;
    }

    static String note(List<Double> rates) {
        return rates.size() == 1 ? "" : "Each rank is judged at its own best of " + rates.size() + " rates.";
    }

    static String format(List<Double> rates) {
        return rates.stream().map(Quantities::exact).collect(Collectors.joining(", "));
    }
}
