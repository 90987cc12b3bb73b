package org.rankscope.peft;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.AttentionShape;
import org.rankscope.model.BaseModel;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;

/**
 * Prompt tuning: trained embeddings in front of those of the tokens, [P; X] (Lester et al. 2021, arXiv 2104.08691, section 2).
 * They go through the model as tokens do, with positions from 0 on, seen by all. Beside a decoder it is the encoder's text that
 * they stand in front of, and the decoder sees what the encoder makes of them.
 *
 * <p>For an encoder and a decoder PEFT trains twice as many rows, and gives the model the first half alone
 * ({@code PeftModelForSeq2SeqLM.forward} of 0.21): the others are stored with them, and mean nothing.
 *
 * <p>A trained row is what the first block is to see of a token: in a model whose table scales what it looks up (Gemma) it
 * isn't scaled again, as in version 5 of the transformers library.
 */
final class PromptTuning extends VirtualTokens {
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";
    private static final String TYPES = "token_type_ids";
    private static final Set<String> TEXT = Set.of(IDS, MASK, TYPES);
    private static final Set<String> DECODER = Set.of("decoder_input_ids", "decoder_attention_mask");

    private final LinearModule table;
    private final double scale;
    private final Optional<AttentionShape> attention;

    PromptTuning(AdapterConfig config, ModelGraph model) {
        this(config, model, table(model));
    }

    private PromptTuning(AdapterConfig config, ModelGraph model, LinearModule table) {
        this(config, model, table, submodules(config, model, true));
    }

    private PromptTuning(AdapterConfig config, ModelGraph model, LinearModule table, int submodules) {
        super(
                config,
                model,
                submodules,
                Shape.of(Math.multiplyExact(submodules, config.capacity()), table.outFeatures()));
        this.table = table;
        this.scale = model.embeddingScale();
        this.attention = model.attention();
    }

    private static LinearModule table(ModelGraph model) {
        List<String> others = otherInputs(model);
        if (!others.isEmpty()) {
            throw new RequestException(
                    "adapter.method: prompt tuning puts trained tokens in front of a text, and this model takes "
                            + String.join(", ", others) + "; choose lora.");
        }
        return tokenTable(model)
                .orElseThrow(() -> new RequestException("adapter.method: prompt tuning needs the table that tokens are"
                        + " looked up in, and none is known in this model; choose lora."));
    }

    /** Whether {@code model} can have such tokens. */
    static boolean fits(ModelGraph model) {
        return otherInputs(model).isEmpty() && tokenTable(model).isPresent();
    }

    private static List<String> otherInputs(ModelGraph model) {
        boolean decodes = isEncoderDecoder(model);
        return model.inputs(1, 2).stream()
                .map(Value::name)
                .filter(name -> !TEXT.contains(name) && !(decodes && DECODER.contains(name)))
                .toList();
    }

    /** The first that has a row for each token. */
    private static Optional<LinearModule> tokenTable(ModelGraph model) {
        return model.embeddings().stream()
                .filter(module -> module.inFeatures() == model.vocabSize())
                .findFirst();
    }

    @Override
    public int virtualTokens() {
        return attention.filter(AttentionShape::isBesideEncoder).isPresent() ? 0 : count();
    }

    @Override
    Graph forward(ModelGraph model, int batchSize, int sequenceLength) {
        return model.forwardBehindPrompt(batchSize, sequenceLength, count());
    }

    @Override
    public Injected inject(Graph base, Mode mode) {
        GraphBuilder g = new GraphBuilder(base.name() + "+adapter");
        Map<String, Value> inputs = new LinkedHashMap<>();
        for (Value input : base.inputs()) {
            inputs.put(input.name(), TEXT.contains(input.name()) ? lengthened(g, input) : g.input(input));
        }
        Value prompt = g.parameter(EMBEDDINGS, shape());
        Map<String, Value> outputs = g.inline(
                base,
                inputs,
                node -> node.name().equals(table.name())
                        ? g.in(
                                EMBEDDINGS,
                                () -> inFront(
                                        g,
                                        prompt,
                                        node.output(),
                                        base.inputs().get(0).shape()))
                        : node.output());
        return new Injected(g.build(List.copyOf(outputs.values())), List.of());
    }

    /**
     * An input [batch, seq] with what {@code all} has for the virtual tokens: they are there, of the first segment; what is
     * looked up for them is not looked at, but must be no padding where positions count what is none.
     */
    private Value lengthened(GraphBuilder g, Value all) {
        long batch = all.shape().dim(0);
        Value input =
                g.input(all.name(), all.dtype(), all.shape().with(1, all.shape().dim(1) - count()));
        Value one =
                switch (input.name()) {
                    case IDS -> g.part(input, 1, 0, 1);
                    case MASK -> g.constant(Tensor.ofLongs(Shape.of(1, 1), 1));
                    default -> g.constant(Tensor.ofLongs(Shape.of(1, 1), 0));
                };
        return g.concat(List.of(g.expand(one, Shape.of(batch, count())), input), 1);
    }

    /** {@code rows} with the first of each row replaced: {@code all} is [batch, virtual tokens + seq]. */
    private Value inFront(GraphBuilder g, Value prompt, Value rows, Shape all) {
        long batch = all.dim(0);
        long width = table.outFeatures();
        Value apart = g.reshape(rows, all.append(List.of(width)));
        Value read = g.part(prompt, 0, 0, count());
        Value unscaled = scale == 1 ? read : g.div(read, g.constant((float) scale));
        Value front = g.expand(g.reshape(unscaled, Shape.of(1, count(), width)), Shape.of(batch, count(), width));
        Value own = g.part(apart, 1, count(), all.dim(1) - count());
        return g.reshape(g.concat(List.of(front, own), 1), rows.shape());
    }

    /**
     * Embeddings of tokens drawn from the vocabulary (PEFT's {@code SAMPLE_VOCAB}): the paper finds them better than random
     * numbers (section 3.2, figure 3b), and they have the size that the model knows, which PEFT's usual normal numbers have not.
     * Rows that are not read begin, and stay, at 0.
     */
    @Override
    float[] start(BaseModel model, SplittableRandom random) {
        FloatBuffer rows = model.weight(table.weightName()).data().asFloatBuffer();
        int width = table.outFeatures();
        float[] values = new float[Math.toIntExact(shape().elements())];
        for (int token = 0; token < count(); token++) {
            rows.position(random.nextInt(table.inFeatures()) * width);
            rows.get(values, token * width, width);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) scale;
        }
        return values;
    }

    @Override
    Map<String, Object> ownFields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(VirtualTokensFormat.TOKEN_DIM, table.outFeatures());
        attention.ifPresent(shape -> {
            fields.put(VirtualTokensFormat.LAYERS, shape.isBesideEncoder() ? shape.encoderBlocks() : shape.blocks());
            fields.put(VirtualTokensFormat.HEADS, shape.heads());
        });
        return fields;
    }
}
