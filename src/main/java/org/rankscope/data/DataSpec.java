package org.rankscope.data;

/**
 * Where training and validation data come from. Either {@code batches}, or {@code train} with {@code validation} or a
 * fraction of it.
 *
 * @param train a text file, a JSON-lines file, or {@code bundled:NAME}
 * @param validation likewise, or null: {@code validationFraction} of {@code train} is held out
 * @param validationFraction in (0, 1)
 * @param textColumn field of a JSON line that holds the text
 * @param batches safetensors file of pre-tokenised batches [steps, batch, ...] or [steps, micro-batch, batch, ...]; batch
 *     size and sequence length are then the file's
 * @param validationBatches likewise [batches, batch, ...], evaluated whole; null: {@code batches} runs have no evaluation
 * @param teacher a PEFT directory on the same base model: the targets are then that model's distributions in place of the
 *     next tokens, or null
 */
public record DataSpec(
        String train,
        String validation,
        Double validationFraction,
        String textColumn,
        String batches,
        String validationBatches,
        String teacher) {
    public static final double DEFAULT_VALIDATION_FRACTION = 0.1;
    public static final String DEFAULT_TEXT_COLUMN = "text";

    public DataSpec {
        validationFraction = validationFraction == null ? DEFAULT_VALIDATION_FRACTION : validationFraction;
        textColumn = textColumn == null ? DEFAULT_TEXT_COLUMN : textColumn;
    }

    /** A file (or {@code bundled:NAME}) with the default held-out fraction. */
    public static DataSpec of(String train) {
        return new DataSpec(train, null, null, null, null, null, null);
    }
}
