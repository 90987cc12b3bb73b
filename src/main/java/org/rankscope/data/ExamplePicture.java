package org.rankscope.data;

import org.rankscope.graph.Shape;
import org.rankscope.graph.Value;

/** Turns the numbers of an image back into colours, over the range that they have; classes of a mask are laid over them. */
final class ExamplePicture {
    /** Far apart in hue, and to be told apart by the colour-blind (Okabe and Ito). */
    private static final int[] TINTS = {0xE69F00, 0x56B4E9, 0x009E73, 0xCC79A7, 0xD55E00, 0x0072B2, 0xF0E442};

    private ExamplePicture() {}

    /** The picture of a row; null where its images are of a form that is no picture. */
    static DataReport.Picture of(EncodedRow row, BatchForm form) {
        String name =
                row.real().containsKey(TokenBatches.PIXEL_VALUES) ? TokenBatches.PIXEL_VALUES : TokenBatches.SAMPLE;
        float[] numbers = row.real().get(name);
        Shape shape = form.input(name).map(Value::shape).orElse(null);
        if (numbers == null || shape == null || shape.rank() != 4) {
            return null;
        }
        int channels = (int) shape.dim(1);
        int height = (int) shape.dim(2);
        int width = (int) shape.dim(3);
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float number : numbers) {
            least = Math.min(least, number);
            most = Math.max(most, number);
        }
        float range = most > least ? most - least : 1;
        int[] labels = row.whole().get(TokenBatches.LABELS);
        boolean masked = labels != null && labels.length == width * height;
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            int color = 0xFF;
            for (int c = 0; c < 3; c++) {
                float value = numbers[Math.min(c, channels - 1) * argb.length + i];
                color = color << 8 | Math.round(255 * (value - least) / range);
            }
            argb[i] = masked && labels[i] > 0 ? tinted(color, TINTS[(labels[i] - 1) % TINTS.length]) : color;
        }
        return new DataReport.Picture(width, height, argb);
    }

    /** Half of each. */
    private static int tinted(int color, int tint) {
        return 0xFF000000 | ((color & 0xFEFEFE) >> 1) + ((tint & 0xFEFEFE) >> 1);
    }
}
