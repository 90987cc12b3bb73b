package org.rankscope.model;

import java.util.List;
import java.util.OptionalInt;

/**
 * How an image becomes numbers: {@code preprocessor_config.json}. It is resized, cropped, and each channel is
 * (value / 255 - mean) / std.
 *
 * @param height of what the model sees, in pixels
 * @param shortestEdge what the shorter side is resized to before the middle is cut out; empty: both sides are resized to
 *     height and width, whatever that does to the proportions
 * @param mean of each channel; as many as there are channels
 * @param std likewise
 */
public record ImageSettings(
        int channels,
        int height,
        int width,
        OptionalInt shortestEdge,
        Resampling resampling,
        List<Double> mean,
        List<Double> std) {
    /** How pixels between pixels are made; numbers are Pillow's. */
    public enum Resampling {
        NEAREST,
        LANCZOS,
        BILINEAR,
        BICUBIC;
    }

    public ImageSettings {
        mean = List.copyOf(mean);
        std = List.copyOf(std);
    }
}
