package org.rankscope.data.image;

import org.rankscope.model.ImageSettings.Resampling;

/**
 * Resizes images as Pillow's {@code Image.resize} does, bit for bit: first along rows, then along columns, each pass rounded
 * to bytes. A filter is widened where an image is made smaller, so that every pixel counts. Source: Pillow,
 * {@code src/libImaging/Resample.c}; weights are fixed-point numbers of 22 bits there.
 */
final class Resize {
    /** Bits behind the point: 32, less 8 of the result and 2 of head-room. */
    private static final int PRECISION_BITS = 32 - 8 - 2;

    private static final double BICUBIC_A = -0.5;

    private Resize() {}

    static Pixels of(Pixels image, int width, int height, Resampling resampling) {
        if (resampling == Resampling.NEAREST) {
            return nearest(image, width, height);
        }
        Pixels wide = width == image.width() ? image : pass(image, width, resampling, true);
        return height == image.height() ? wide : pass(wide, height, resampling, false);
    }

    /** Each pixel is the one that its middle falls on. */
    static Pixels nearest(Pixels image, int width, int height) {
        int channels = image.channels();
        byte[] values = new byte[width * height * channels];
        double stepX = (double) image.width() / width;
        double stepY = (double) image.height() / height;
        for (int y = 0; y < height; y++) {
            int fromY = Math.min(image.height() - 1, (int) ((y + 0.5) * stepY));
            for (int x = 0; x < width; x++) {
                int fromX = Math.min(image.width() - 1, (int) ((x + 0.5) * stepX));
                System.arraycopy(
                        image.values(),
                        (fromY * image.width() + fromX) * channels,
                        values,
                        (y * width + x) * channels,
                        channels);
            }
        }
        return new Pixels(width, height, channels, values);
    }

    private static Pixels pass(Pixels image, int size, Resampling resampling, boolean alongRows) {
        int oldSize = alongRows ? image.width() : image.height();
        Weights[] weights = weights(oldSize, size, resampling);
        int channels = image.channels();
        int width = alongRows ? size : image.width();
        int height = alongRows ? image.height() : size;
        byte[] from = image.values();
        byte[] values = new byte[width * height * channels];
        int step = alongRows ? channels : image.width() * channels;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                Weights here = weights[alongRows ? x : y];
                int start = alongRows
                        ? (y * image.width() + here.first()) * channels
                        : (here.first() * image.width() + x) * channels;
                for (int channel = 0; channel < channels; channel++) {
                    int sum = 1 << PRECISION_BITS - 1;
                    int place = start + channel;
                    for (int weight : here.fixed()) {
                        sum += (from[place] & 0xff) * weight;
                        place += step;
                    }
                    values[(y * width + x) * channels + channel] =
                            (byte) Math.max(0, Math.min(255, sum >> PRECISION_BITS));
                }
            }
        }
        return new Pixels(width, height, channels, values);
    }

    /** What a new pixel takes of the old ones from {@code first} on. */
    private record Weights(int first, int[] fixed) {}

    private static Weights[] weights(int oldSize, int size, Resampling resampling) {
        double scale = (double) oldSize / size;
        double widened = Math.max(1, scale);
        double support = support(resampling) * widened;
        Weights[] all = new Weights[size];
        for (int i = 0; i < size; i++) {
            double middle = (i + 0.5) * scale;
            int first = Math.max(0, (int) (middle - support + 0.5));
            int end = Math.min(oldSize, (int) (middle + support + 0.5));
            double[] exact = new double[end - first];
            double sum = 0;
            for (int k = 0; k < exact.length; k++) {
                exact[k] = filter((k + first - middle + 0.5) / widened, resampling);
                sum += exact[k];
            }
            int[] fixed = new int[exact.length];
            for (int k = 0; k < exact.length; k++) {
                double share = (sum == 0 ? exact[k] : exact[k] / sum) * (1 << PRECISION_BITS);
                fixed[k] = (int) (share < 0 ? share - 0.5 : share + 0.5);
            }
            all[i] = new Weights(first, fixed);
        }
        return all;
    }

    private static double support(Resampling resampling) {
        return switch (resampling) {
            case NEAREST -> 0;
            case BILINEAR -> 1;
            case BICUBIC -> 2;
            case LANCZOS -> 3;
        };
    }

    private static double filter(double distance, Resampling resampling) {
        double x = Math.abs(distance);
        return switch (resampling) {
            case NEAREST -> throw new IllegalArgumentException("Nearest pixels are taken as they are.");
            case BILINEAR -> Math.max(0, 1 - x);
            case BICUBIC -> {
                if (x < 1) {
                    yield ((BICUBIC_A + 2) * x - (BICUBIC_A + 3)) * x * x + 1;
                }
                yield x < 2 ? (((x - 5) * x + 8) * x - 4) * BICUBIC_A : 0;
            }
            case LANCZOS -> x < 3 ? sinc(x) * sinc(x / 3) : 0;
        };
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }
}
