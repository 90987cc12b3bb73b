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

    private RateTable() {}

    /** The table; empty where there was but one rate. */
    static Optional<String> of(LearningRateMap map) {
        List<Double> rates = map.rates();
        if (rates.size() < 2) {
            return Optional.empty();
        }
        boolean methods = map.fields().stream().map(Field::method).distinct().count() > 1;
        List<String> headings = new ArrayList<>(List.of("rank"));
        rates.forEach(rate -> headings.add(Units.plain(rate)));
        TextTable table = new TextTable(headings.toArray(String[]::new));
        for (List<Field> fields : map.rows()) {
            Field first = fields.get(0);
            List<String> row = new ArrayList<>();
            row.add((methods ? first.method() + " " : "") + first.rank());
            rates.forEach(rate -> row.add(map.at(first.method(), first.rank(), rate)
                    .map(RateTable::words)
                    .orElse("")));
            table.add(row.toArray(String[]::new));
        }
        StringBuilder text =
                new StringBuilder("Eval loss by rank and learning rate (" + BEST + " best of its rank):\n");
        text.append(table);
        map.notes().forEach(note -> text.append("\nNote: ").append(note));
        return Optional.of(text.toString());
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
