package org.rankscope.data;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What data come to for a task and a model, for a person who is to trust them.
 *
 * @param rows for training and validation, as they are used
 * @param skipped rows that are left out, by reason
 * @param duplicates rows that are the same as an earlier one of their file
 * @param duplicatesAcross validation rows that stand in the training file as well; none where a part of that is held out
 * @param columns what files and their columns were taken for, and where not all of a file is used, a sentence each
 * @param lengths of rows in tokens, before any was cut; null without tokens
 * @param classes how often each class occurs; empty without classes
 * @param predictedItems tokens, rows, pixels or numbers of the training rows that count in a loss
 * @param exact whether all rows were looked at; else lengths, and what is predicted, are those of a sample
 * @param examples first training rows as the model sees them
 */
public record DataReport(
        Rows rows,
        List<Skipped> skipped,
        long duplicates,
        @JsonProperty("duplicates_across_split") long duplicatesAcross,
        List<String> columns,
        LengthReport lengths,
        Map<String, Long> classes,
        @JsonProperty("predicted_items") long predictedItems,
        boolean exact,
        List<Example> examples) {
    /** @param evaluated of the validation rows, or of what is made of them */
    public record Rows(long train, long validation, long evaluated) {}

    /**
     * Rows with one reason.
     *
     * @param first numbers of the first of them
     */
    public record Skipped(String file, String reason, long rows, List<Long> first) {
        /** {@code a.csv: 2 rows are left out (5, 9): 4 cells, expected 3.} */
        public String sentence() {
            String numbers = first.stream().map(String::valueOf).collect(Collectors.joining(", "));
            String more = rows > first.size() ? ", ..." : "";
            return file + ": "
                    + (rows == 1
                            ? "row " + numbers + " is left out: "
                            : String.format(Locale.ROOT, "%,d rows are left out (%s%s): ", rows, numbers, more))
                    + reason + ".";
        }
    }

    /**
     * Lengths in tokens.
     *
     * @param percentile95 95 of 100 rows are no longer
     * @param binWidth lengths that are counted together in the histogram
     * @param histogram rows of lengths 1 to {@code binWidth}, then of the next so many, and so on
     * @param truncatedShare share of rows that are longer than the sequence length
     */
    public record LengthReport(
            double mean,
            int median,
            @JsonProperty("percentile_95") int percentile95,
            int longest,
            @JsonProperty("bin_width") int binWidth,
            int[] histogram,
            @JsonProperty("truncated_share") double truncatedShare) {
        static LengthReport of(Lengths lengths) {
            return new LengthReport(
                    lengths.mean(),
                    lengths.quantile(0.5),
                    lengths.quantile(0.95),
                    lengths.longest(),
                    lengths.binWidth(),
                    lengths.histogram(),
                    lengths.truncatedShare());
        }
    }

    /**
     * A row.
     *
     * @param text with what is learnt between {@link #LEARNT_START} and {@link #LEARNT_END}
     * @param picture the image as the model sees it, null without one; not printed
     */
    public record Example(String text, @JsonIgnore Picture picture) {
        public static final String LEARNT_START = "\u00bb";
        public static final String LEARNT_END = "\u00ab";
    }

    /**
     * An image for a screen.
     *
     * @param argb row by row from the top; pixels of a mask that belong to a class are tinted
     */
    public record Picture(int width, int height, int[] argb) {}
}
