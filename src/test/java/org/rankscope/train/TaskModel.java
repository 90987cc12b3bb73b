package org.rankscope.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.BaseModel;
import org.rankscope.model.LinearModule;
import org.rankscope.model.Task;
import org.rankscope.model.Tokenizer;

/**
 * The smallest model of a task: one weight, or two for pairs. It takes and gives what a model of that task does.
 *
 * @param outputs size of the last axis of the logits
 */
record TaskModel(Task task, int outputs) implements BaseModel {
    static final int TOKENS = 4;
    static final int PIXELS = 2;
    static final int FEATURES = 3;
    private static final String WEIGHT = "head.weight";
    private static final String TEXT_WEIGHT = "text.weight";

    @Override
    public List<Value> inputs(int batchSize, int sequenceLength) {
        Value ids = new Value("input_ids", DType.INT64, Shape.of(batchSize, TOKENS));
        Shape image = Shape.of(batchSize, FEATURES, PIXELS, PIXELS);
        Value pixels = new Value("pixel_values", DType.FLOAT, image);
        return switch (task) {
            case CAUSAL_LM, TOKEN_CLASSIFICATION, SEQUENCE_CLASSIFICATION -> List.of(ids);
            case SEQ2SEQ_LM ->
                List.of(ids, new Value("decoder_input_ids", DType.INT64, Shape.of(batchSize, TOKENS - 1)));
            case IMAGE_CLASSIFICATION, SEGMENTATION -> List.of(pixels);
            case CONTRASTIVE -> List.of(pixels, ids);
            case DENOISING ->
                List.of(
                        new Value("sample", DType.FLOAT, image),
                        new Value("timestep", DType.INT64, Shape.of(batchSize)));
        };
    }

    @Override
    public Graph forward(int batchSize, int sequenceLength) {
        GraphBuilder g = new GraphBuilder("model");
        Map<String, Value> in = new LinkedHashMap<>();
        inputs(batchSize, sequenceLength).forEach(input -> in.put(input.name(), g.input(input)));
        Value weight = g.parameter(WEIGHT, parameters().get(WEIGHT));
        Shape features = Shape.of(batchSize, (long) FEATURES * PIXELS * PIXELS);
        Value logits =
                switch (task) {
                    case CAUSAL_LM, TOKEN_CLASSIFICATION ->
                        g.reshape(g.gather(weight, in.get("input_ids")), Shape.of((long) batchSize * TOKENS, outputs));
                    case SEQ2SEQ_LM ->
                        g.reshape(
                                g.gather(weight, in.get("decoder_input_ids")),
                                Shape.of(batchSize * (TOKENS - 1L), outputs));
                    case SEQUENCE_CLASSIFICATION ->
                        g.reduceSum(g.gather(weight, in.get("input_ids")), List.of(1L), false);
                    case IMAGE_CLASSIFICATION ->
                        g.gemm(g.reshape(in.get("pixel_values"), features), weight, false, false, 1);
                    case SEGMENTATION ->
                        g.gemm(
                                g.reshape(
                                        g.transpose(in.get("pixel_values"), List.of(0L, 2L, 3L, 1L)),
                                        Shape.of((long) batchSize * PIXELS * PIXELS, FEATURES)),
                                weight,
                                false,
                                false,
                                1);
                    case DENOISING ->
                        g.gemm(g.reshape(in.get("sample"), Shape.of(features.elements(), 1)), weight, false, false, 1);
                    case CONTRASTIVE -> {
                        Value images = g.gemm(g.reshape(in.get("pixel_values"), features), weight, false, false, 1);
                        Value table = g.parameter(TEXT_WEIGHT, parameters().get(TEXT_WEIGHT));
                        Value texts = g.reduceSum(g.gather(table, in.get("input_ids")), List.of(1L), false);
                        in.put("image_embeds", g.named(g.in("image", () -> g.identity(images)), "image_embeds"));
                        in.put("text_embeds", g.named(g.in("text", () -> g.identity(texts)), "text_embeds"));
                        yield g.concat(
                                List.of(g.gemm(images, texts, false, true, 1), g.gemm(texts, images, false, true, 1)),
                                0);
                    }
                };
        Value named = g.named(g.in("logits", () -> g.identity(logits)), "logits");
        return task == Task.CONTRASTIVE
                ? g.build(List.of(named, in.get("image_embeds"), in.get("text_embeds")))
                : g.build(List.of(named));
    }

    @Override
    public Map<String, Shape> parameters() {
        int pixels = FEATURES * PIXELS * PIXELS;
        return switch (task) {
            case CAUSAL_LM, TOKEN_CLASSIFICATION, SEQ2SEQ_LM, SEQUENCE_CLASSIFICATION ->
                Map.of(WEIGHT, Shape.of(vocabSize(), outputs));
            case IMAGE_CLASSIFICATION -> Map.of(WEIGHT, Shape.of(pixels, outputs));
            case SEGMENTATION -> Map.of(WEIGHT, Shape.of(FEATURES, outputs));
            case DENOISING -> Map.of(WEIGHT, Shape.of(1, 1));
            case CONTRASTIVE -> Map.of(WEIGHT, Shape.of(pixels, 2), TEXT_WEIGHT, Shape.of(vocabSize(), 2));
        };
    }

    @Override
    public Tensor weight(String parameter) {
        return random(parameters().get(parameter), parameter.length());
    }

    /** Numbers from -1 to 1. */
    static Tensor random(Shape shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.ofFloats(shape, values);
    }

    @Override
    public int outputSize() {
        return outputs;
    }

    @Override
    public int vocabSize() {
        return 6;
    }

    @Override
    public int maxSequenceLength() {
        return TOKENS;
    }

    @Override
    public String description() {
        return "a model of " + task.json();
    }

    @Override
    public List<LinearModule> linearModules() {
        return List.of();
    }

    @Override
    public int padTokenId() {
        return 0;
    }

    @Override
    public Tokenizer openTokenizer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
