package org.rankscope.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rankscope.model.bundled.LlamaInitializer;
import org.rankscope.model.bundled.LlamaShape;
import org.rankscope.model.bundled.RandomCheckpoint;

/** A Llama with random weights in a temporary folder, gone when it is closed. */
final class RandomModel implements AutoCloseable {
    private final Path folder;

    /** Sizes that can be asked for by name. */
    enum Size {
        /** 5.8 million weights: hidden 256, 6 layers, 8 heads, feed-forward 688, vocabulary 2048. */
        SMALL("small", new LlamaShape(256, 6, 8, 8, 688, 2048, 1024, false)),
        /** 26 million weights: hidden 512, 8 layers, 8 heads that share 4 keys, feed-forward 1376, vocabulary 8192. */
        MEDIUM("medium", new LlamaShape(512, 8, 8, 4, 1376, 8192, 1024, true)),
        /** 517 million weights: hidden 1280, 24 layers, 20 heads, feed-forward 3456, vocabulary 32000. */
        LARGE("500m", new LlamaShape(1280, 24, 20, 20, 3456, 32_000, 2048, true));

        private final String word;
        private final LlamaShape shape;

        Size(String word, LlamaShape shape) {
            this.word = word;
            this.shape = shape;
        }

        /** As it is asked for on the command line. */
        @Override
        public String toString() {
            return word;
        }
    }

    /** @param layers how many in place of the size's own; may be null */
    RandomModel(Size size, Integer layers) throws IOException {
        LlamaShape shape = layers == null ? size.shape : size.shape.withLayers(layers);
        folder = Files.createTempDirectory("rankscope-bench-");
        // Deleted in reverse order at the end of the process, should it be interrupted.
        folder.toFile().deleteOnExit();
        folder.resolve(RandomCheckpoint.CONFIG).toFile().deleteOnExit();
        folder.resolve(RandomCheckpoint.WEIGHTS).toFile().deleteOnExit();
        try {
            LlamaInitializer.write(folder, shape, 0);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(folder.resolve(RandomCheckpoint.CONFIG));
        Files.deleteIfExists(folder.resolve(RandomCheckpoint.WEIGHTS));
        Files.deleteIfExists(folder);
    }
}
