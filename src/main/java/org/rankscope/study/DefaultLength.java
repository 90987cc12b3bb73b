package org.rankscope.study;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.rankscope.io.RequestException;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.BundledAssets;
import org.rankscope.model.hf.HuggingFaceModel;
import org.rankscope.model.imported.ImportedModel;
import org.rankscope.train.TrialSpec;

/** Tokens of a row where a specification doesn't say: the usual number, or fewer where the model takes no more (CLIP: 77). */
final class DefaultLength {
    private static final String CONFIG = "config.json";

    private DefaultLength() {}

    /** {@code spec}, whose file is silent about the length. */
    static TrialSpec in(TrialSpec spec) {
        int limit = limit(spec.model(), spec.task());
        return limit < spec.sequenceLength() ? spec.withSequenceLength(limit) : spec;
    }

    /** What {@code model} takes; no limit where it can't be read, which is said when it is opened. */
    private static int limit(String model, Task task) {
        if (model == null || task == null || BundledAssets.isBundled(model)) {
            return Integer.MAX_VALUE;
        }
        try {
            Path path = Path.of(model);
            if (SpecResources.isOnnx(path)) {
                try (ImportedModel opened = ImportedModel.open(path)) {
                    return opened.maxSequenceLength();
                }
            }
            Path config = path.resolve(CONFIG);
            return Files.exists(config)
                    ? HuggingFaceModel.graph(config, HeadSpec.of(task)).maxSequenceLength()
                    : Integer.MAX_VALUE;
        } catch (RequestException | InvalidPathException e) {
            return Integer.MAX_VALUE;
        }
    }
}
