package org.rankscope.insight;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.commons.csv.CSVRecord;

/**
 * One row of a table of results, read cell by cell. What is wrong with a cell goes to {@code problems}, and a value
 * that does not matter is given in its place.
 */
record ResultRow(
        CSVRecord record, Map<String, Integer> columns, long line, boolean decimalComma, List<String> problems) {
    /** No metric is as large, and squares of what is smaller are still numbers. */
    private static final double MOST = 1e100;

    /** The cell as it stands; empty where the column or the cell is missing. */
    String text(String column) {
        Integer index = columns.get(column);
        return index == null || index >= record.size() ? "" : record.get(index);
    }

    boolean isBlank() {
        return record.stream().allMatch(String::isEmpty);
    }

    /** 0 where there is none, of a method that is named. */
    int rank() {
        if (text("rank").isEmpty() && !text("method").isEmpty()) {
            return 0;
        }
        double rank = number("rank", "a whole number of at least 1");
        if (!Double.isNaN(rank) && !(rank >= 1 && rank == Math.rint(rank) && rank <= Integer.MAX_VALUE)) {
            wrong("rank", "a whole number of at least 1");
        }
        return (int) rank;
    }

    /** Not finite where the run diverged. */
    double value(String column) {
        return switch (text(column).toLowerCase(Locale.ROOT).replaceFirst("^[+-]", "")) {
            case "nan", "inf", "infinity" -> Double.NaN;
            default -> number(column, "a number (nan for a diverged run)");
        };
    }

    double learningRate() {
        double rate = text("learning_rate").isEmpty() ? Double.NaN : number("learning_rate", "a number above 0");
        if (rate <= 0) {
            wrong("learning_rate", "a number above 0");
        }
        return rate;
    }

    OptionalDouble standardError() {
        if (text("standard_error").isEmpty()) {
            return OptionalDouble.empty();
        }
        double error = number("standard_error", "a number of at least 0");
        if (error < 0) {
            wrong("standard_error", "a number of at least 0");
        }
        return OptionalDouble.of(error);
    }

    OptionalDouble startValue() {
        return text("start_loss").isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(number("start_loss", "a number"));
    }

    /** Whether the row says that its run hadn't converged. */
    boolean stillFalling() {
        return switch (text("converged").toLowerCase(Locale.ROOT)) {
            case "", "true", "yes", "1" -> false;
            case "false", "no", "0" -> true;
            default -> {
                wrong("converged", "true or false");
                yield false;
            }
        };
    }

    /** What else was searched over: the setting's own column, or alpha. */
    String setting() {
        String alpha = text("alpha");
        return columns.containsKey("setting") ? text("setting") : alpha.isEmpty() ? "" : "alpha " + alpha;
    }

    List<Double> items() {
        String cell = text("eval_losses");
        List<Double> items = new ArrayList<>();
        for (String item : cell.isEmpty() ? new String[0] : cell.split(" +")) {
            OptionalDouble loss = item(item);
            if (loss.isEmpty()) {
                problems.add("line " + line + ", column eval_losses: found '" + item
                        + "', expected numbers with spaces between");
                return List.of();
            }
            items.add(loss.getAsDouble());
        }
        return items;
    }

    private static OptionalDouble item(String text) {
        try {
            double loss = Double.parseDouble(text);
            return Math.abs(loss) <= MOST ? OptionalDouble.of(loss) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    Cost cost() {
        return new Cost(
                amount("trainable_parameters"),
                amount("adapter_bytes"),
                amount("peak_memory_bytes"),
                amount("elapsed_ms"));
    }

    private Long amount(String column) {
        String expected = "a number of at least 0";
        if (text(column).isEmpty()) {
            return null;
        }
        double amount = number(column, expected);
        if (!Double.isNaN(amount) && amount < 0) {
            wrong(column, expected);
        }
        return Math.round(amount);
    }

    long seed() {
        try {
            return Long.parseLong(text("seed"));
        } catch (NumberFormatException e) {
            wrong("seed", "a whole number");
            return 0;
        }
    }

    private double number(String column, String expected) {
        try {
            String text = text(column);
            double number = Double.parseDouble(decimalComma ? text.replace(',', '.') : text);
            if (Math.abs(number) <= MOST && !text.matches(".*[dDfFxX].*")) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, as are nan, inf, 1e200 and Java's own 1f and 0x1p3
        }
        wrong(column, expected);
        return Double.NaN;
    }

    private void wrong(String column, String expected) {
        String found = text(column).isEmpty() ? "nothing" : "'" + text(column) + "'";
        problems.add("line " + line + ", column " + column + ": found " + found + ", expected " + expected);
    }
}
