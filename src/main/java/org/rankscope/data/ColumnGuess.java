package org.rankscope.data;

import java.util.List;
import org.rankscope.data.source.Table;
import org.rankscope.model.Task;

/**
 * The columns that a task learns from: those that a person named, the others by their names and contents.
 *
 * @param columns those that the task has no use for are null. Of a language model {@code textPair} is what the instruction in
 *     {@code prompt} is applied to
 * @param numbers whether labels have fractions, and so are numbers to be predicted
 * @param sentences for people, one for each guess: {@code text: column 'content', the longest texts}
 */
record ColumnGuess(Columns columns, boolean numbers, List<String> sentences) {
    /** Rows that are looked at. */
    private static final int ROWS = 200;

    ColumnGuess {
        sentences = List.copyOf(sentences);
    }

    /** Throws RequestException where a column that is named is not there, or one that is needed can't be told. */
    static ColumnGuess of(Table table, Task task, Columns given) {
        ColumnChoice choice = new ColumnChoice(table, table.head(ROWS), given);
        switch (task) {
            case CAUSAL_LM -> choice.language();
            case SEQ2SEQ_LM -> choice.answers();
            case SEQUENCE_CLASSIFICATION -> {
                choice.texts();
                choice.require(ColumnRole.LABEL);
            }
            case TOKEN_CLASSIFICATION -> {
                choice.require(ColumnRole.TOKENS);
                choice.require(ColumnRole.TAGS);
            }
            case IMAGE_CLASSIFICATION -> {
                choice.require(ColumnRole.IMAGE);
                choice.require(ColumnRole.LABEL);
            }
            case SEGMENTATION -> {
                choice.require(ColumnRole.IMAGE);
                choice.require(ColumnRole.MASK);
            }
            case CONTRASTIVE -> {
                choice.require(ColumnRole.IMAGE);
                choice.require(ColumnRole.CAPTION);
            }
            case DENOISING -> choice.require(ColumnRole.IMAGE);
        }
        choice.prefer(ColumnRole.GROUP);
        return new ColumnGuess(
                choice.columns(),
                task == Task.SEQUENCE_CLASSIFICATION && choice.labelsAreNumbers(),
                choice.sentences());
    }
}
