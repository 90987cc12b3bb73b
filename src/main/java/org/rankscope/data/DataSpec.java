package org.rankscope.data;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * Where training and validation data come from. Either {@code batches}, or {@code train} with {@code validation} or a
 * fraction of it.
 *
 * @param train a data file, a folder of images, or {@code bundled:NAME}
 * @param validation likewise, or null: {@code validationFraction} of {@code train} is held out
 * @param validationFraction in (0, 1)
 * @param textColumn the same as the column {@code text}; null where that is to be guessed
 * @param batches safetensors file of pre-tokenised batches [steps, batch, ...] or [steps, micro-batch, batch, ...]; batch
 *     size and sequence length are then the file's
 * @param validationBatches likewise [batches, batch, ...], evaluated whole; null: {@code batches} runs have no evaluation
 * @param teacher a PEFT directory on the same base model: the targets are then that model's distributions in place of the
 *     next tokens, or null
 * @param columns which columns hold what
 * @param template how prompts and conversations become texts: the name of a known one, a Jinja template, or null for the
 *     model's own
 * @param labels names of the classes in the order of their numbers; null: those of the model, or those that occur
 * @param numbers whether labels are numbers to be predicted, not classes; null where that is to be guessed
 * @param newHead whether the labels get a head of their own even where the model has a trained one
 */
@RecordBuilder
public record DataSpec(
        String train,
        String validation,
        Double validationFraction,
        String textColumn,
        String batches,
        String validationBatches,
        String teacher,
        Columns columns,
        String template,
        List<String> labels,
        Boolean numbers,
        Boolean newHead)
        implements DataSpecBuilder.With {
    public static final double DEFAULT_VALIDATION_FRACTION = 0.1;
    public static final String DEFAULT_TEXT_COLUMN = "text";

    public DataSpec {
        validationFraction = validationFraction == null ? DEFAULT_VALIDATION_FRACTION : validationFraction;
        columns = columns == null ? Columns.GUESSED : columns;
        columns = columns.text() == null && textColumn != null && !textColumn.equals(DEFAULT_TEXT_COLUMN)
                ? columns.withText(textColumn)
                : columns;
        textColumn = textColumn == null ? DEFAULT_TEXT_COLUMN : textColumn;
        labels = labels == null ? List.of() : List.copyOf(labels);
        newHead = newHead != null && newHead;
    }

    /** Columns, template and labels are guessed. */
    public DataSpec(
            String train,
            String validation,
            Double validationFraction,
            String textColumn,
            String batches,
            String validationBatches,
            String teacher) {
        this(
                train,
                validation,
                validationFraction,
                textColumn,
                batches,
                validationBatches,
                teacher,
                null,
                null,
                null,
                null,
                null);
    }

    /** A file (or {@code bundled:NAME}) with the default held-out fraction. */
    public static DataSpec of(String train) {
        return new DataSpec(train, null, null, null, null, null, null);
    }
}
