package org.rankscope.data.source;

/** Follows the quotes of a record, line by line, to tell whether it ends where a line does (RFC 4180, section 2). */
final class QuoteState {
    private enum Place {
        CELL_START,
        PLAIN,
        QUOTED,
        BEHIND_QUOTE
    }

    private final CsvDialect dialect;
    private Place place = Place.CELL_START;

    QuoteState(CsvDialect dialect) {
        this.dialect = dialect;
    }

    void read(String text) {
        for (int i = 0; dialect.quoted() && i < text.length(); i++) {
            char c = text.charAt(i);
            if (place == Place.QUOTED) {
                place = c == CsvDialect.QUOTE ? Place.BEHIND_QUOTE : Place.QUOTED;
            } else if (c == dialect.delimiter()) {
                place = Place.CELL_START;
            } else {
                // a second quote right behind a closing one stands for a quote within the cell
                place = c == CsvDialect.QUOTE && place != Place.PLAIN ? Place.QUOTED : Place.PLAIN;
            }
        }
    }

    /** Whether what was read ends between quotes. */
    boolean isOpen() {
        return place == Place.QUOTED;
    }
}
