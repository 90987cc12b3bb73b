package org.rankscope.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.rankscope.data.image.Pixels;
import org.rankscope.data.source.Table;
import org.rankscope.data.source.TableRow;
import org.rankscope.io.RequestException;

/**
 * What labels there are in data: names of classes, numbers in their order before words in theirs; or numbers to be
 * predicted, which all are and some with a fraction. Rows without a label have no say.
 */
final class LabelScan {
    private final ClassNames names = new ClassNames();
    private boolean fractions;
    private String word;
    private String scanned;
    private boolean white;
    private int largest;

    /** Goes through a column of labels, or of lists of labels. */
    void read(Table table, String column) {
        scanned = table.file() + ": column '" + column + "'";
        table.forEach(
                row -> {
                    JsonNode value = row.values().get(column);
                    if (value != null && value.isArray()) {
                        value.forEach(each -> add(column, each));
                    } else if (value != null) {
                        add(column, value);
                    }
                },
                skipped -> {});
    }

    /** Goes through masks: all of them, or so many at even distances that it stays short. */
    void readMasks(Table table, String column) {
        ImageColumn masks = new ImageColumn(table, column);
        RowIndex index = RowIndex.of(table, new RowNeeds(List.of(column), List.of(), List.of(column), null, null));
        int looked = Math.min(MeasuredTable.MOST_IMAGES, index.count());
        for (int i = 0; i < looked; i++) {
            TableRow row = table.at(index.position((int) ((long) i * index.count() / looked)));
            try {
                add(masks.mask(row));
            } catch (RowProblem problem) {
                // a mask that can't be read is counted where rows are measured
                continue;
            }
        }
    }

    private void add(Pixels mask) {
        for (byte pixel : mask.values()) {
            int value = pixel & 0xff;
            if (value == MaskClasses.WHITE) {
                white = true;
            } else {
                largest = Math.max(largest, value);
            }
        }
    }

    private void add(String column, JsonNode value) {
        if (value.isNull() || value.isContainerNode() || value.asText().isBlank()) {
            return;
        }
        Double number = number(value.asText().strip());
        if (number == null && word == null) {
            word = value.asText().strip();
        }
        fractions |= number != null && number != Math.rint(number);
        if (!areNumbers()) {
            try {
                names.add(column, value);
            } catch (RequestException e) {
                throw new RequestException(
                        e.getMessage() + " If they are numbers to be predicted, set \"numbers\": true in 'data'.", e);
            }
        }
    }

    private static Double number(String text) {
        try {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Whether all labels are numbers, some of them with a fraction. */
    boolean areNumbers() {
        return fractions && word == null;
    }

    List<String> names() {
        if (fractions && word != null) {
            throw new RequestException(scanned + " holds numbers with a fraction and '" + word
                    + "', expected only numbers, to be predicted, or only classes; mend it, or set \"numbers\": true in"
                    + " 'data' to have the other rows named.");
        }
        names.finish();
        return names.names();
    }

    /** Classes of the pixels of masks: black and white are two, else as many as the largest number says. */
    List<String> maskNames() {
        int classes = largest == 0 && white ? 2 : largest + 1;
        return IntStream.range(0, Math.max(2, classes))
                .mapToObj(String::valueOf)
                .toList();
    }
}
