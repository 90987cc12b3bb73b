package org.rankscope.ui.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.rankscope.io.RequestException;
import org.rankscope.study.StudySpec;
import org.rankscope.study.StudySpec.RateChoice;
import org.rankscope.study.StudySpec.SearchSpace;
import org.rankscope.ui.text.Quantities;

/** One learning rate or several, as typed: {@code 1e-3, 3e-3}; or {@code tune}, {@code tune from 3e-3}. */
final class LearningRates {
    static final String TUNE = "tune";
    private static final Pattern TUNED =
            Pattern.compile(TUNE + "(?:\\s+(?:from\\s+)?(\\S+))?", Pattern.CASE_INSENSITIVE);

    private LearningRates() {}

    static Rates parse(String text) {
        Matcher tuned = TUNED.matcher(text);
        if (tuned.matches()) {
            return new Rates(true, tuned.group(1) == null ? List.of() : List.of(one(tuned.group(1))));
        }
        return Rates.of(list(text));
    }

    private static List<Double> list(String text) {
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
            throw new RequestException("No learning rate is given; write one or more, such as 3e-4, 1e-3, or tune.");
        }
        return List.copyOf(rates);
    }

    private static double one(String part) {
        double rate;
        try {
            rate = Double.parseDouble(part);
        } catch (NumberFormatException e) {
            throw new RequestException(
                    "'" + part + "' is not a learning rate; write numbers such as 3e-4 or 0.001, or tune.", e);
        }
        if (!(rate > 0 && rate <= 10)) {
            throw new RequestException(
                    "Learning rate " + part + " is out of range; expected more than 0 and at most 10.");
        }
        return rate;
    }

    /** @param overSpace whether the search draws from a range of rates, and does not take those that are typed */
    static String note(Rates rates, boolean overSpace) {
        if (overSpace) {
            return rates.given().size() > 1
                    ? "Drawn from the smallest to the largest of these."
                    : "Drawn from a decade on either side of "
                            + rates.first()
                                    .map(Quantities::exact)
                                    .orElse("ten times the usual rate of full fine-tuning")
                            + ".";
        }
        if (rates.tuned()) {
            return "Searched for each rank until its best lies between two worse ones, "
                    + rates.first()
                            .map(first -> "from " + Quantities.exact(first) + " on.")
                            .orElse("from ten times the usual rate of full fine-tuning on.");
        }
        int count = rates.given().size();
        return count == 1 ? "" : "Each rank is judged at its own best of " + count + " rates.";
    }

    /** How the rates of {@code study} are typed. */
    static String format(StudySpec study) {
        Optional<Double> first = Optional.ofNullable(study.firstLearningRate());
        if (study.strategy().isOverSpace()) {
            SearchSpace space = study.searchSpace();
            return space != null && space.learningRate() != null
                    ? format(space.learningRate())
                    : first.map(Quantities::exact).orElse(TUNE);
        } else if (study.learningRate() == RateChoice.TUNE) {
            return TUNE + first.map(rate -> " from " + Quantities.exact(rate)).orElse("");
        }
        return format(study.learningRates());
    }

    static String format(List<Double> rates) {
        return rates.stream().map(Quantities::exact).collect(Collectors.joining(", "));
    }
}
