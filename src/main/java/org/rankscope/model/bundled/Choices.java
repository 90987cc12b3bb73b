package org.rankscope.model.bundled;

import java.util.ArrayList;
import java.util.List;

/**
 * A seeded sequence of choices, the same on every platform and Java version: SplitMix64 (Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", 2014). It also adds up how much was chosen, in nats: an upper bound on
 * the entropy of what was made from the choices. One thread.
 */
public final class Choices {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private static final int GRADES = 65_536;

    private long state;
    private double nats;

    public Choices(long seed) {
        state = seed;
    }

    /** The choices of item {@code index} of the sequence that {@code seed} stands for. */
    public static Choices of(long seed, long index) {
        return new Choices(mix(mix(seed + GOLDEN_GAMMA) + index * GOLDEN_GAMMA));
    }

    /** A number from 0 to {@code bound} - 1, each as likely as another. */
    public int below(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("A choice among " + bound + " things.");
        }
        nats += StrictMath.log(bound);
        return (int) ((next() >>> 32) * bound >>> 32);
    }

    /** A number from {@code low} to {@code high}, both included. */
    public int between(int low, int high) {
        return low + below(high - low + 1);
    }

    /** One of {@value #GRADES} numbers from {@code low} to {@code high}, in equal steps. */
    public double between(double low, double high) {
        return low + (high - low) * below(GRADES) / (GRADES - 1);
    }

    /** True in {@code percent} of all cases. */
    public boolean chance(int percent) {
        double before = nats;
        boolean yes = below(100) < percent;
        double p = percent / 100.0;
        nats = before + (p <= 0 || p >= 1 ? 0 : -p * StrictMath.log(p) - (1 - p) * StrictMath.log(1 - p));
        return yes;
    }

    public <T> T oneOf(List<T> things) {
        return things.get(below(things.size()));
    }

    /** {@code count} different ones of {@code things}, in random order. */
    public <T> List<T> some(List<T> things, int count) {
        List<T> left = new ArrayList<>(things);
        List<T> chosen = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            chosen.add(left.remove(below(left.size())));
        }
        return chosen;
    }

    /** A seed for numbers that are not chosen one by one; it isn't counted among the choices. */
    public long seed() {
        return next();
    }

    /** Sum of the entropies of all choices so far. */
    public double nats() {
        return nats;
    }

    private long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    private static long mix(long bits) {
        long z = bits;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
