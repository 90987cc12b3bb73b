package org.rankscope.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.rankscope.io.StrictJson;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.RandomWeights;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.LlamaInitializer;
import org.rankscope.model.bundled.LlamaShape;
import org.rankscope.model.bundled.RandomCheckpoint;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.study.SpecResources;

/**
 * A model with random weights, gone when it is closed: in a temporary folder, or, where it is large, in no file at all
 * ({@link RandomWeights}).
 */
final class RandomModel implements AutoCloseable {
    /** What stands before the size in the name of a model that lies in no file. */
    private static final String SCHEME = "random:";

    private static final double DEVIATION = 0.02;

    private final Size size;
    private final Integer layers;
    private final Path folder;

    /** Sizes that can be asked for by name. */
    enum Size {
        /** 5.8 million weights: hidden 256, 6 layers, 8 heads, feed-forward 688, vocabulary 2048. */
        SMALL("small", new LlamaShape(256, 6, 8, 8, 688, 2048, 1024, false)),
        /** 26 million weights: hidden 512, 8 layers, 8 heads that share 4 keys, feed-forward 1376, vocabulary 8192. */
        MEDIUM("medium", new LlamaShape(512, 8, 8, 4, 1376, 8192, 1024, true)),
        /** 517 million weights: hidden 1280, 24 layers, 20 heads, feed-forward 3456, vocabulary 32000. */
        LARGE("500m", new LlamaShape(1280, 24, 20, 20, 3456, 32_000, 2048, true)),
        /** 109 million weights, the shape of BERT base: hidden 768, 12 layers, 12 heads, feed-forward 3072, vocabulary 30522. */
        ENCODER("encoder-110m", new LlamaShape(768, 12, 12, 12, 3072, 30_522, 512, true)),
        /** 1.1 billion weights, the shape of TinyLlama: hidden 2048, 22 layers, 32 heads that share 4 keys. */
        BILLION("1.1b", new LlamaShape(2048, 22, 32, 4, 5632, 32_000, 2048, false)),
        /** 8.0 billion weights, the shape of Llama 3.1 8B: hidden 4096, 32 layers, 32 heads that share 8 keys. */
        EIGHT_BILLION("8b", new LlamaShape(4096, 32, 32, 8, 14_336, 128_256, 8192, false));

        private final String word;
        private final LlamaShape shape;

        Size(String word, LlamaShape shape) {
            this.word = word;
            this.shape = shape;
        }

        static Size of(String word) {
            return Stream.of(values())
                    .filter(size -> size.word.equals(word))
                    .findFirst()
                    .orElseThrow();
        }

        /** Whether its weights are held in no file. */
        boolean isLarge() {
            return this == BILLION || this == EIGHT_BILLION;
        }

        /** What it is trained for: an encoder tells two classes apart. */
        Task task() {
            return this == ENCODER ? Task.SEQUENCE_CLASSIFICATION : Task.CAUSAL_LM;
        }

        /** As it is asked for on the command line. */
        @Override
        public String toString() {
            return word;
        }
    }

    /** @param layers how many in place of the size's own; may be null */
    RandomModel(Size size, Integer layers) throws IOException {
        this.size = size;
        this.layers = layers;
        LlamaShape shape = shape(size, layers);
        folder = Files.createTempDirectory("rankscope-bench-");
        // Deleted in reverse order at the end of the process, should it be interrupted.
        folder.toFile().deleteOnExit();
        folder.resolve(RandomCheckpoint.CONFIG).toFile().deleteOnExit();
        folder.resolve(RandomCheckpoint.WEIGHTS).toFile().deleteOnExit();
        try {
            if (size == Size.ENCODER) {
                RandomCheckpoint.Start start = new RandomCheckpoint.Start(DEVIATION, List.of(), 1, List.of());
                RandomCheckpoint.write(folder, bert(shape), size.task(), start, 0);
            } else if (!size.isLarge()) {
                LlamaInitializer.write(folder, shape, 0);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static LlamaShape shape(Size size, Integer layers) {
        return layers == null ? size.shape : size.shape.withLayers(layers);
    }

    private static ObjectNode bert(LlamaShape shape) {
        ObjectNode config = StrictJson.mapper().createObjectNode();
        config.putArray("architectures").add("BertForSequenceClassification");
        return config.put("model_type", "bert")
                .put("vocab_size", shape.vocabSize())
                .put("hidden_size", shape.hiddenSize())
                .put("intermediate_size", shape.feedForwardSize())
                .put("num_hidden_layers", shape.layers())
                .put("num_attention_heads", shape.heads())
                .put("max_position_embeddings", shape.maxPositions())
                .put("type_vocab_size", 2)
                .put("hidden_act", "gelu")
                .put("layer_norm_eps", 1e-12)
                .put("initializer_range", DEVIATION)
                .put("pad_token_id", 0);
    }

    /** What a trial's specification calls it. */
    String name() {
        return size.isLarge() ? SCHEME + size + (layers == null ? "" : ":" + layers) : folder.toString();
    }

    /** Opens a model, one of these or another; the caller closes it. */
    static BaseModel open(SpecResources resources, String name, Task task) throws IOException {
        if (!name.startsWith(SCHEME)) {
            return resources.model(name, task);
        }
        String[] parts = name.split(":");
        Size size = Size.of(parts[1]);
        Path folder = Files.createTempDirectory("rankscope-bench-");
        Path config = folder.resolve(RandomCheckpoint.CONFIG);
        try {
            LlamaInitializer.writeConfig(folder, shape(size, parts.length > 2 ? Integer.valueOf(parts[2]) : null));
            return new RandomWeights(HuggingFaceModel.graph(config, HeadSpec.of(task)));
        } finally {
            Files.deleteIfExists(config);
            Files.deleteIfExists(folder);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder.resolve(RandomCheckpoint.CONFIG));
        Files.deleteIfExists(folder.resolve(RandomCheckpoint.WEIGHTS));
        Files.deleteIfExists(folder);
    }
}
