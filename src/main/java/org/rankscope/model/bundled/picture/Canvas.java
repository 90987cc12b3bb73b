package org.rankscope.model.bundled.picture;

import java.util.Arrays;
import org.rankscope.model.NormalNumbers;

/** A square gray picture in the making: tones from 0, black, to 1, white. Coordinates are pixels; that of the middle of the first pixel is 0. */
final class Canvas {
    private static final int WHITE = 255;

    private final int size;
    private final double[] tones;

    Canvas(int size, double tone) {
        this.size = size;
        tones = new double[size * size];
        Arrays.fill(tones, tone);
    }

    /** A number for each place of a picture. */
    @FunctionalInterface
    interface Field {
        double at(double x, double y);
    }

    /** Lays a tone on, by how much {@code cover} says there is of it: 0 leaves what was there, 1 hides it. */
    void paint(Field cover, Field tone) {
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double old = tones[y * size + x];
                tones[y * size + x] = old + cover.at(x, y) * (tone.at(x, y) - old);
            }
        }
    }

    /** Adds {@code amount} times what {@code cover} says. */
    void add(Field cover, double amount) {
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                tones[y * size + x] += amount * cover.at(x, y);
            }
        }
    }

    /** Adds normal noise. */
    void addNoise(double deviation, NormalNumbers numbers) {
        for (int i = 0; i < tones.length; i++) {
            tones[i] += deviation * numbers.next();
        }
    }

    /** How much of a pixel lies within an edge that is {@code distance} pixels away, negative within; {@code softness} is the width of the edge. */
    static double cover(double distance, double softness) {
        return Math.max(0, Math.min(1, 0.5 - distance / softness));
    }

    /** The picture; tones beyond black and white are cut off. */
    GrayImage image() {
        byte[] pixels = new byte[tones.length];
        for (int i = 0; i < tones.length; i++) {
            pixels[i] = (byte) Math.round(WHITE * Math.max(0, Math.min(1, tones[i])));
        }
        return new GrayImage(size, size, pixels);
    }
}
