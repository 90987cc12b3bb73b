package org.rankscope.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** What is learnt; JSON names are those of the command-line contract. */
public enum Task {
    /** Labels [batch, seq] name the tokens themselves; position t predicts the label at t + 1 of its row. */
    CAUSAL_LM("causal-lm", "CAUSAL_LM"),
    /** Labels [batch]: a class for each row; or FLOAT, a number for each, where the model gives a single one. */
    SEQUENCE_CLASSIFICATION("sequence-classification", "SEQ_CLS"),
    /** Labels [batch, seq]: a class for each token. */
    TOKEN_CLASSIFICATION("token-classification", "TOKEN_CLS"),
    /** Labels [batch]: a class for each image. */
    IMAGE_CLASSIFICATION("image-classification", null),
    /** Labels [batch, height, width]: a class for each pixel. */
    SEGMENTATION("segmentation", null),
    /** Labels [batch]: which text of the batch belongs to the image of a row, and which image to its text. */
    CONTRASTIVE("contrastive", null),
    /** Labels [batch, seq]: the tokens that the decoder is to say. */
    SEQ2SEQ_LM("seq2seq-lm", "SEQ_2_SEQ_LM"),
    /** Labels FLOAT in the shape of the image: the noise that was added to it. */
    DENOISING("denoising", null);

    /** The label of what is not predicted, as in PyTorch's cross-entropy. Of numbers it is "not a number". */
    public static final long IGNORE = -100;

    private final String json;
    private final String peft;

    Task(String json, String peft) {
        this.json = json;
        this.peft = peft;
    }

    @JsonValue
    public String json() {
        return json;
    }

    /** What PEFT calls it; empty where it has no name for it. */
    public Optional<String> peftName() {
        return Optional.ofNullable(peft);
    }

    /** Whether there is a label for each token, not one for each row. */
    public boolean labelsTokens() {
        return this == CAUSAL_LM || this == TOKEN_CLASSIFICATION || this == SEQ2SEQ_LM;
    }

    /** Whether images are what the model sees, alone or beside texts. */
    public boolean seesImages() {
        return this == IMAGE_CLASSIFICATION || this == SEGMENTATION || this == CONTRASTIVE || this == DENOISING;
    }

    /**
     * Type and shape of the labels of a batch.
     *
     * @param inputs what the model takes: their shapes say how many rows, tokens and pixels there are
     * @param outputs size of the last axis of the logits; 1 in a classification means that a number is predicted
     */
    public Value labels(List<Value> inputs, int outputs) {
        Shape first = inputs.get(0).shape();
        long rows = first.dim(0);
        return switch (this) {
            case CAUSAL_LM, TOKEN_CLASSIFICATION -> new Value("labels", DType.INT64, first);
            case SEQ2SEQ_LM -> new Value("labels", DType.INT64, shapeOf("decoder_input_ids", inputs));
            case SEQUENCE_CLASSIFICATION ->
                new Value("labels", outputs == 1 ? DType.FLOAT : DType.INT64, Shape.of(rows));
            case IMAGE_CLASSIFICATION, CONTRASTIVE -> new Value("labels", DType.INT64, Shape.of(rows));
            case SEGMENTATION -> {
                Shape pixels = shapeOf("pixel_values", inputs);
                yield new Value("labels", DType.INT64, Shape.of(rows, pixels.dim(2), pixels.dim(3)));
            }
            case DENOISING -> new Value("labels", DType.FLOAT, shapeOf("sample", inputs));
        };
    }

    /**
     * What each item of the logits is to predict: its own label; in a language model that of the next token; of pairs first
     * the texts of the images, then the images of the texts.
     *
     * @param labels of a batch, row by row
     * @param rowLength labels of a row
     */
    public long[] targets(long[] labels, int rowLength) {
        if (this == CONTRASTIVE) {
            long[] both = Arrays.copyOf(labels, 2 * labels.length);
            System.arraycopy(labels, 0, both, labels.length, labels.length);
            return both;
        } else if (this != CAUSAL_LM) {
            return labels;
        }
        long[] targets = new long[labels.length];
        for (int i = 0; i < labels.length; i++) {
            targets[i] = (i + 1) % rowLength == 0 ? IGNORE : labels[i + 1];
        }
        return targets;
    }

    private static Shape shapeOf(String name, List<Value> inputs) {
        return inputs.stream()
                .filter(input -> input.name().equals(name))
                .findFirst()
                .map(Value::shape)
                .orElseGet(() -> inputs.get(0).shape());
    }
}
