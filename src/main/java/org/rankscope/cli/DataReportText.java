package org.rankscope.cli;

import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import org.rankscope.data.DataReport;

/** A data report in plain tables. */
record DataReportText(DataCommand.Found found) {
    private static final int BAR = 40;
    private static final int CLASSES_SHOWN = 20;
    private static final int EXAMPLE_CHARACTERS = 600;

    String text() {
        DataReport data = found.data();
        StringBuilder text = new StringBuilder();
        line(text, "task             %s", found.task());
        data.columns().forEach(column -> line(text, "                 %s", column));
        found.notes().forEach(note -> line(text, "note             %s", note));
        line(
                text,
                "rows             %s for training, %s for validation%s",
                Units.count(data.rows().train()),
                Units.count(data.rows().validation()),
                data.rows().evaluated() == data.rows().validation()
                        ? ""
                        : ", " + Units.count(data.rows().evaluated()) + " evaluated");
        line(
                text,
                "duplicates       %s within a file, %s across the split",
                Units.count(data.duplicates()),
                Units.count(data.duplicatesAcross()));
        if (!data.exact()) {
            line(text, "note             the data are large: lengths and what is predicted are those of a sample");
        }
        skipped(text);
        lengths(text);
        classes(text);
        ranks(text);
        examples(text);
        return text.toString().stripTrailing();
    }

    private void skipped(StringBuilder text) {
        for (DataReport.Skipped skipped : found.data().skipped()) {
            line(text, "note             %s", skipped.sentence());
        }
    }

    private void lengths(StringBuilder text) {
        DataReport.LengthReport lengths = found.data().lengths();
        if (lengths == null) {
            return;
        }
        line(
                text,
                "tokens of a row  mean %.1f, median %s, 95 %% up to %s, longest %s",
                lengths.mean(),
                Units.count(lengths.median()),
                Units.count(lengths.percentile95()),
                Units.count(lengths.longest()));
        line(
                text,
                "cut off          %.1f %% of the rows at %d tokens",
                100 * lengths.truncatedShare(),
                found.sequenceLength());
        text.append('\n');
        TextTable table = new TextTable("tokens", "rows", "");
        int most = 1;
        for (int count : lengths.histogram()) {
            most = Math.max(most, count);
        }
        for (int i = 0; i < lengths.histogram().length; i++) {
            int from = i * lengths.binWidth() + 1;
            int count = lengths.histogram()[i];
            if (from <= lengths.longest()) {
                table.add(from + "-" + (i + 1) * lengths.binWidth(), Units.count(count), bar(count, most));
            }
        }
        text.append(table).append('\n');
    }

    /** To the left, where the table has its last column. */
    private static String bar(int count, int most) {
        int length = (int) Math.ceil((double) BAR * count / most);
        return "#".repeat(length) + " ".repeat(BAR - length);
    }

    private void classes(StringBuilder text) {
        Map<String, Long> classes = found.data().classes();
        if (classes.isEmpty()) {
            return;
        }
        long all = classes.values().stream().mapToLong(Long::longValue).sum();
        text.append('\n');
        TextTable table = new TextTable("class", "count", "share");
        classes.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(CLASSES_SHOWN)
                .forEach(entry -> table.add(
                        entry.getKey(),
                        Units.count(entry.getValue()),
                        String.format(Locale.ROOT, "%.1f %%", 100.0 * entry.getValue() / all)));
        text.append(table).append('\n');
        if (classes.size() > CLASSES_SHOWN) {
            line(text, "and %d more classes", classes.size() - CLASSES_SHOWN);
        }
    }

    private void ranks(StringBuilder text) {
        text.append('\n');
        line(
                text,
                "%s items are predicted in an epoch",
                Units.count(found.data().predictedItems()));
        TextTable table = new TextTable("rank", "parameters", "items a parameter");
        found.ranks()
                .forEach(at -> table.add(
                        String.valueOf(at.rank()),
                        Units.count(at.trainableParameters()),
                        String.format(Locale.ROOT, "%.3g", at.itemsPerParameter())));
        text.append(table).append('\n');
    }

    private void examples(StringBuilder text) {
        text.append('\n');
        line(
                text,
                "First rows as the model sees them; what it learns is between %s and %s:",
                DataReport.Example.LEARNT_START,
                DataReport.Example.LEARNT_END);
        for (DataReport.Example example : found.data().examples()) {
            String shown = example.text().length() > EXAMPLE_CHARACTERS
                    ? example.text().substring(0, EXAMPLE_CHARACTERS) + " ..."
                    : example.text();
            String image = example.picture() == null
                    ? ""
                    : "[image " + example.picture().width() + " x "
                            + example.picture().height() + "] ";
            line(text, "%n%s", image + shown);
        }
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
