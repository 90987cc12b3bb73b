package org.rankscope.model.hf;

import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * Scores of patches as scores of pixels, by bilinear interpolation between the middles of patches, beyond the outermost of
 * which they stay as they are (PyTorch's {@code interpolate} without {@code align_corners}). It is linear in each
 * direction, so that two small constant matrices do it, without moving the classes from their place behind the pixels.
 */
final class BilinearPixels {
    private BilinearPixels() {}

    /**
     * The scores of pixels.
     *
     * @param patches [batch · patches, classes]
     * @return [batch · height · width, classes]
     */
    static Value of(GraphBuilder g, Value patches, PatchGrid grid) {
        long classes = patches.shape().dim(1);
        long batch = patches.shape().dim(0) / grid.count();
        Value rows = g.reshape(patches, Shape.of(batch * grid.rows(), grid.columns(), classes));
        Value wide = g.fusedMatMul(weights(g, grid.width(), grid.columns()), rows, false, false, 1);
        Value columns = g.reshape(wide, Shape.of(batch, grid.rows(), grid.width() * classes));
        Value pixels = g.fusedMatMul(weights(g, grid.height(), grid.rows()), columns, false, false, 1);
        return g.reshape(pixels, Shape.of(batch * grid.height() * grid.width(), classes));
    }

    /** [pixels, patches]: how much each patch counts for each pixel. */
    private static Value weights(GraphBuilder g, long pixels, long patches) {
        float[] weights = new float[Math.toIntExact(pixels * patches)];
        for (int pixel = 0; pixel < pixels; pixel++) {
            double place = Math.max(0, (pixel + 0.5) * patches / pixels - 0.5);
            int before = (int) place;
            int after = (int) Math.min(before + 1, patches - 1);
            weights[(int) (pixel * patches) + before] += (float) (1 - (place - before));
            weights[(int) (pixel * patches) + after] += (float) (place - before);
        }
        return g.constant(Tensor.ofFloats(Shape.of(pixels, patches), weights));
    }
}
