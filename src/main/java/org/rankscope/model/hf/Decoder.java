package org.rankscope.model.hf;

import java.util.Map;
import org.rankscope.graph.Value;

/**
 * A model of text whose tokens see those before them, up to its last hidden states; {@link DecoderNetwork} gives it the head
 * of a task. One file an architecture.
 */
interface Decoder {
    /** What people call it, with its depth. */
    String description();

    Tokens tokens();

    /** The embedding of tokens [vocabulary, features], which may be the output head as well. */
    Value embedding(Layers layers);

    /** What {@link #hidden} multiplies the rows of it with that it looks up. */
    default double embeddingScale() {
        return 1;
    }

    /**
     * The states after the last norm, [batch · seq, features], of {@code input_ids} and {@code attention_mask}, which begins
     * with the tokens that are cached: [batch, {@link Layers#keys}].
     */
    Value hidden(Layers layers, Map<String, Value> inputs);

    /** Logits of the next token, from the product with the output head. */
    default Value bent(Layers layers, Value logits) {
        return logits;
    }

    /** How names in checkpoints differ from those in memory; heads of other tasks are ignored in any case. */
    StoredNames storedNames();
}
