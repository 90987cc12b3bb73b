package org.rankscope.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.rankscope.insight.LearningRateMap;
import org.rankscope.insight.LearningRateMap.Field;

/** Loss by learning rate and rank, for a study that tried more than one rate. */
final class RateTable {
    private static final String BEST = "*";
    /** Searches that draw their rates have one for each cell, which is no table any more. */
    private static final int MOST_RATES = 12;

    private RateTable() {}

    /** The table; empty where there was but one rate, or too many for a table. */
    static Optional<String> of(LearningRateMap map) {
        List<Double> rates = map.rates();
        if (rates.size() < 2 || rates.size() > MOST_RATES) {
            return Optional.empty();
        }
        boolean methods = map.fields().stream().map(Field::method).distinct().count() > 1;
        List<String> headings = new ArrayList<>(List.of("rank"));
        rates.forEach(rate -> headings.add(Units.plain(rate)));
        TextTable table = new TextTable(headings.toArray(String[]::new));
        for (List<Field> fields : map.rows()) {
            Field first = fields.get(0);
            List<String> row = new ArrayList<>();
            row.add((methods ? MethodWords.name(first.method()) + " " : "") + MethodWords.rank(first.rank()));
            rates.forEach(rate -> row.add(map.at(first.method(), first.rank(), rate)
                    .map(RateTable::words)
                    .orElse("")));
            table.add(row.toArray(String[]::new));
        }
        return Optional.of("Eval loss by rank and learning rate (" + BEST + " best of its rank):\n" + table);
    }

    private static String words(Field field) {
        if (field.runs() == 0) {
            return field.lost()
                    .map(lost -> lost.name().toLowerCase(Locale.ROOT))
                    .orElse("");
        }
        return Units.loss(field.value()) + (field.best() ? BEST : " ");
    }
}
