package org.rankscope.model;

import java.util.List;
import java.util.Map;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

/**
 * A base model, read once: its parameters, its linear layers and its forward graph. Weights are views of mapped files
 * where the file stores float32; otherwise they are widened to float32 when asked for. Any thread; closed by whoever opened it.
 */
public interface BaseModel extends AutoCloseable {
    /** What it is, for a person: {@code Llama · 5 layers · 260,032 parameters · float32}. */
    String description();

    /** Every parameter with its shape, under the names of the model's file. */
    Map<String, Shape> parameters();

    /** The values of one parameter, FLOAT. */
    Tensor weight(String parameter);

    /** The linear layers, in the order of the forward pass. */
    List<LinearModule> linearModules();

    /** Size of the vocabulary. */
    int vocabSize();

    /** The longest sequence that the model takes. */
    int maxSequenceLength();

    /** The token that fills rows which are too short. */
    int padTokenId();

    /**
     * The forward pass at a fixed shape: inputs {@code input_ids} and {@code attention_mask}, INT64 [batch, seq]; output
     * {@code logits}, FLOAT [batch * seq, vocab]; parameters by name.
     */
    Graph forward(int batchSize, int sequenceLength);

    /** Opens the model's tokenizer; the caller closes it. */
    Tokenizer openTokenizer();

    @Override
    void close();
}
