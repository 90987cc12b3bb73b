package org.rankscope.data.source;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;

/**
 * How the cells of a file are told apart.
 *
 * @param delimiter what stands between two cells
 * @param quoted whether a cell may stand between quotes, and then hold delimiters and line breaks
 */
record CsvDialect(char delimiter, boolean quoted) {
    static final char QUOTE = '"';
    private static final int RECORDS_COMPARED = 50;
    private static final double MOST = 0.5;

    private static final CsvDialect COMMA = new CsvDialect(',', true);
    private static final CsvDialect SEMICOLON = new CsvDialect(';', true);
    private static final CsvDialect TAB = new CsvDialect('\t', true);
    /** Between tabs quotes are often text; between commas hardly ever, and then only a few of them pair up. */
    private static final CsvDialect BARE_TAB = new CsvDialect('\t', false);

    private static final List<CsvDialect> COMMA_FIRST = List.of(COMMA, SEMICOLON, TAB, BARE_TAB);
    private static final List<CsvDialect> TAB_FIRST = List.of(TAB, BARE_TAB, COMMA, SEMICOLON);
    private static final List<CsvDialect> AT_LAST = List.of(new CsvDialect(',', false), new CsvDialect(';', false));

    CSVFormat format() {
        return CSVFormat.Builder.create(CSVFormat.DEFAULT)
                .setDelimiter(delimiter)
                .setQuote(quoted ? QUOTE : null)
                .get();
    }

    /**
     * The dialect in which the first line has more than one cell and most of the following ones as many. Where there is
     * none, the file has one column.
     */
    static CsvDialect guess(TextFile file, boolean tabFirst) {
        List<Trial> trials = trials(tabFirst ? TAB_FIRST : COMMA_FIRST, file);
        return best(trials.stream().filter(Trial::isLikely))
                .or(() -> best(trials(AT_LAST, file).stream().filter(Trial::isLikely)))
                .or(() -> trials.stream().filter(trial -> trial.width > 1).findFirst())
                .or(() -> best(trials.stream()))
                .orElseThrow()
                .dialect;
    }

    private static List<Trial> trials(List<CsvDialect> dialects, TextFile file) {
        return dialects.stream().map(dialect -> dialect.tryOn(file)).toList();
    }

    /** The first of those in which most records agree. */
    private static Optional<Trial> best(Stream<Trial> trials) {
        Comparator<Trial> order = Comparator.comparingDouble(Trial::agreeing).thenComparingInt(Trial::width);
        return trials.reduce((best, next) -> order.compare(next, best) > 0 ? next : best);
    }

    /**
     * What a dialect makes of a file.
     *
     * @param width cells of the first record
     * @param agreeing share of the records with as many cells
     */
    private record Trial(CsvDialect dialect, int width, double agreeing) {
        boolean isLikely() {
            return width > 1 && agreeing >= MOST;
        }
    }

    private Trial tryOn(TextFile file) {
        CsvRecords records = new CsvRecords(file.lines(), this);
        int width = 0;
        int count = 0;
        int agreeing = 0;
        for (var next = records.next(); next.isPresent() && count < RECORDS_COMPARED; next = records.next()) {
            int cells = next.get().cells().size();
            width = count == 0 ? cells : width;
            agreeing += cells == width && cells > 0 ? 1 : 0;
            count++;
        }
        return new Trial(this, width, count == 0 ? 0 : (double) agreeing / count);
    }
}
