package org.rankscope.data;

import java.util.Optional;
import org.rankscope.data.chat.KnownTemplate;
import org.rankscope.data.source.Table;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.Tokenizer;

/**
 * Chooses the encoder for a task and the columns that a table has for it.
 *
 * @param tokenizer null where the model takes no tokens
 * @param labels null where no classes are predicted
 */
record Encoders(
        DataSpec spec,
        Preparation model,
        BatchSettings settings,
        Tokenizer tokenizer,
        Columns columns,
        LabelSet labels) {
    private static final String PROMPT = "prompt";
    private static final String INSTRUCTION = "instruction";

    RowEncoder of(Table table) {
        return switch (settings.form().task()) {
            case CAUSAL_LM -> language();
            case SEQ2SEQ_LM ->
                new TranslationEncoder(
                        tokenizer,
                        tokens(TokenBatches.INPUT_IDS),
                        tokens(TokenBatches.DECODER_INPUT_IDS),
                        columns,
                        model.decoderStartTokenId()
                                .orElseThrow(() -> new RequestException(
                                        "The model does not say what its decoder begins with, expected"
                                                + " 'decoder_start_token_id' in its config.json.")));
            case SEQUENCE_CLASSIFICATION ->
                new ClassificationEncoder(tokenizer, tokens(TokenBatches.INPUT_IDS), columns, labels);
            case TOKEN_CLASSIFICATION -> new WordsEncoder(tokenizer, tokens(TokenBatches.INPUT_IDS), columns, labels);
            case IMAGE_CLASSIFICATION ->
                new ImageClassEncoder(new ImageColumn(table, columns.image()), images(), columns.label(), labels);
            case SEGMENTATION ->
                new MaskEncoder(
                        new ImageColumn(table, columns.image()),
                        new ImageColumn(table, columns.mask()),
                        images(),
                        new MaskClasses(settings.form().classes()));
            case CONTRASTIVE ->
                new PairEncoder(
                        new ImageColumn(table, columns.image()),
                        images(),
                        tokenizer,
                        tokens(TokenBatches.INPUT_IDS),
                        columns.text());
            case DENOISING -> new ImageEncoder(new ImageColumn(table, columns.image()), images());
        };
    }

    private RowEncoder language() {
        int length = tokens(TokenBatches.INPUT_IDS);
        if (columns.messages() != null) {
            return conversation(Turns.inColumn(columns.messages()), KnownTemplate.CHATML, length);
        } else if (columns.completion() == null) {
            return new TextEncoder(tokenizer, length, columns.text());
        } else if (spec.template() == null && PROMPT.equals(columns.prompt()) && columns.textPair() == null) {
            // files with this field hold prompts as the model is to see them
            return new CompletionEncoder(tokenizer, length, columns.prompt(), columns.completion());
        }
        return conversation(
                Turns.ofAnswer(columns.prompt(), columns.textPair(), columns.completion()),
                INSTRUCTION.equals(columns.prompt()) ? KnownTemplate.ALPACA : KnownTemplate.PLAIN,
                length);
    }

    private RowEncoder conversation(Turns turns, KnownTemplate otherwise, int length) {
        return new ConversationEncoder(
                tokenizer, length, turns, Templates.of(spec.template(), model, otherwise, tokenizer));
    }

    private ImageSettings images() {
        return model.images()
                .orElseThrow(
                        () -> new RequestException("The model does not say how it wants its images, so they can't be"
                                + " prepared for it; give ready-made batches as 'data.batches'."));
    }

    /** Tokens that a row of the input called {@code name} has. */
    private int tokens(String name) {
        Optional<Value> input = settings.form().input(name);
        return input.map(value -> (int) value.shape().dim(1)).orElse(settings.sequenceLength());
    }
}
