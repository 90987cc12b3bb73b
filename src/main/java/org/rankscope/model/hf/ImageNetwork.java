package org.rankscope.model.hf;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.rankscope.graph.Value;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.ImageSettings.Resampling;

/** A network that sees images alone, of one size. */
interface ImageNetwork extends Network {
    /** The image and its patches. */
    PatchGrid grid();

    @Override
    default List<Value> inputs(long batch, long seq) {
        return List.of(grid().images("pixel_values", batch));
    }

    @Override
    default int vocabSize() {
        return 0;
    }

    /** There are no sequences. */
    @Override
    default int maxSequenceLength() {
        return Integer.MAX_VALUE;
    }

    @Override
    default Optional<ImageSettings> images() {
        return Optional.of(grid().settings(OptionalInt.empty(), Resampling.BILINEAR));
    }
}
