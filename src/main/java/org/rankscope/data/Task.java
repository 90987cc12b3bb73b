package org.rankscope.data;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import org.rankscope.graph.Shape;

/** What is learnt; JSON names are those of the command-line contract. The loss of all of them is cross-entropy. */
public enum Task {
    /** Labels [batch, seq] name the tokens themselves; position t predicts the label at t + 1 of its row. */
    CAUSAL_LM("causal-lm", true),
    /** Labels [batch]: a class for each row. */
    SEQUENCE_CLASSIFICATION("sequence-classification", false),
    /** Labels [batch, seq]: a class for each token. */
    TOKEN_CLASSIFICATION("token-classification", true),
    /** Labels [batch]: a class for each image. */
    IMAGE_CLASSIFICATION("image-classification", false);

    private final String json;
    private final boolean labelsTokens;

    Task(String json, boolean labelsTokens) {
        this.json = json;
        this.labelsTokens = labelsTokens;
    }

    @JsonValue
    public String json() {
        return json;
    }

    /** Whether there is a label for each token, not one for each row. */
    public boolean labelsTokens() {
        return labelsTokens;
    }

    /** Shape of the labels of a batch. */
    public Shape labels(int batchSize, int sequenceLength) {
        return labelsTokens ? Shape.of(batchSize, sequenceLength) : Shape.of(batchSize);
    }

    /** What PEFT calls it; empty where it has no name for it. */
    public Optional<String> peftName() {
        return switch (this) {
            case CAUSAL_LM -> Optional.of("CAUSAL_LM");
            case SEQUENCE_CLASSIFICATION -> Optional.of("SEQ_CLS");
            case TOKEN_CLASSIFICATION -> Optional.of("TOKEN_CLS");
            case IMAGE_CLASSIFICATION -> Optional.empty();
        };
    }

    /**
     * What each place is to predict: its own label, or in a language model that of the next token.
     *
     * @param labels of a batch, row by row
     * @param rowLength labels of a row
     */
    public long[] targets(long[] labels, int rowLength) {
        if (this != CAUSAL_LM) {
            return labels;
        }
        long[] targets = new long[labels.length];
        for (int i = 0; i < labels.length; i++) {
            targets[i] = (i + 1) % rowLength == 0 ? TokenBatches.IGNORE : labels[i + 1];
        }
        return targets;
    }
}
