package org.rankscope.ui.setup;

import java.util.List;

/**
 * What was understood of a dataset.
 *
 * @param summary for a person: {@code 4,812 rows · 535 held out · longest 612 tokens}
 * @param modelNotes what the model has to say that was opened for it: of a head that starts from random values, for example
 */
public record DataFacts(String summary, List<String> modelNotes) {
    public DataFacts {
        modelNotes = List.copyOf(modelNotes);
    }
}
