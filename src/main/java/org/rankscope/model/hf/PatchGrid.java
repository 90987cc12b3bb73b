package org.rankscope.model.hf;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.ImageSettings.Resampling;

/**
 * An image and the patches that it is cut into, without overlap, row by row.
 *
 * @param patch height and width of a patch, which divide those of the image
 */
record PatchGrid(int channels, int height, int width, List<Integer> patch) {
    private static final int DEFAULT_CHANNELS = 3;

    /**
     * What {@code image_size}, {@code patch_size} and {@code num_channels} say.
     *
     * @throws org.rankscope.io.RequestException if patches don't fill the image
     */
    static PatchGrid read(ConfigFields config, int defaultImage, int defaultPatch) {
        return of(
                config,
                config.positiveInt("num_channels", DEFAULT_CHANNELS),
                config.sides("image_size", defaultImage),
                config.sides("patch_size", defaultPatch));
    }

    static PatchGrid of(ConfigFields config, int channels, List<Integer> image, List<Integer> patch) {
        if (image.get(0) % patch.get(0) != 0 || image.get(1) % patch.get(1) != 0) {
            throw config.wrong(
                    "patch_size",
                    patch.get(0).equals(patch.get(1)) ? patch.get(0) : patch,
                    "a divisor of the image's height and width, which are " + image.get(0) + " and " + image.get(1));
        }
        return new PatchGrid(channels, image.get(0), image.get(1), patch);
    }

    /** The images of a batch, FLOAT. */
    Value images(String name, long batch) {
        return new Value(name, DType.FLOAT, Shape.of(batch, channels, height, width));
    }

    /** Images of this size, whose numbers lie between -1 and 1. */
    ImageSettings settings(OptionalInt shortestEdge, Resampling resampling) {
        List<Double> half = Collections.nCopies(channels, 0.5);
        return new ImageSettings(channels, height, width, shortestEdge, resampling, half, half);
    }

    long rows() {
        return height / patch.get(0);
    }

    long columns() {
        return width / patch.get(1);
    }

    /** Patches of an image. */
    long count() {
        return rows() * columns();
    }
}
