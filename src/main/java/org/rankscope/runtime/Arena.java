package org.rankscope.runtime;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * ONNX Runtime's arena, in numbers: which bytes of its regions tensors have come to lie on
 * (onnxruntime/core/framework/bfc_arena.cc). On the CPU, pages that no tensor ever lay on take no memory, however large a region
 * is; a GPU's memory is taken as regions are.
 */
final class Arena {
    private static final long UNIT = 256;
    private static final long PAGE = 4096;
    private static final int BINS = 21;
    private static final long FIRST_REGION = 1L << 20;
    /** A region is at most this large, unless one tensor needs more. */
    private static final long LARGEST_DOUBLED = 1L << 30;
    /** A chunk is split only if more than this would lie idle, or as much as is asked for. */
    private static final long IDLE = 128L << 20;

    private final List<TreeSet<Chunk>> bins = new ArrayList<>();
    private final Growth growth;
    private long nextRegion = FIRST_REGION;
    private int regions;
    private long touched;
    private long held;

    /** How large a new region is: {@code arena_extend_strategy}. */
    enum Growth {
        /** Twice the one before: {@code kNextPowerOfTwo}, which sessions on the CPU have. */
        DOUBLING,
        /** What the tensor needs: {@code kSameAsRequested}. */
        AS_REQUESTED
    }

    Arena(Growth growth) {
        this.growth = growth;
        Comparator<Chunk> order = Comparator.<Chunk>comparingLong(chunk -> chunk.size)
                .thenComparing(chunk -> -chunk.region) // where systems put each mapping below the last
                .thenComparing(chunk -> chunk.start);
        for (int bin = 0; bin < BINS; bin++) {
            bins.add(new TreeSet<>(order));
        }
    }

    /** A piece of a region, in use or free. */
    static final class Chunk {
        private final int region;
        private final BitSet pages;
        private final long start;
        private long size;
        private boolean free = true;
        private Chunk before;
        private Chunk after;

        private Chunk(int region, BitSet pages, long start, long size) {
            this.region = region;
            this.pages = pages;
            this.start = start;
            this.size = size;
        }
    }

    /** Bytes of the pages that tensors lay on so far. */
    long touchedBytes() {
        return touched;
    }

    /** Bytes of all regions. */
    long heldBytes() {
        return held;
    }

    /** A chunk for a tensor of {@code bytes}, which is above 0. */
    Chunk allocate(long bytes) {
        long rounded = (bytes + UNIT - 1) / UNIT * UNIT;
        Chunk chunk = find(rounded);
        if (chunk == null) {
            extend(rounded);
            chunk = find(rounded);
        }
        touch(chunk, bytes);
        return chunk;
    }

    void free(Chunk chunk) {
        chunk.free = true;
        Chunk whole = chunk;
        if (chunk.after != null && chunk.after.free) {
            bins.get(bin(chunk.after.size)).remove(chunk.after);
            swallow(chunk);
        }
        if (chunk.before != null && chunk.before.free) {
            whole = chunk.before;
            bins.get(bin(whole.size)).remove(whole);
            swallow(whole);
        }
        bins.get(bin(whole.size)).add(whole);
    }

    private static void swallow(Chunk chunk) {
        Chunk gone = chunk.after;
        chunk.size += gone.size;
        chunk.after = gone.after;
        if (gone.after != null) {
            gone.after.before = chunk;
        }
    }

    private Chunk find(long rounded) {
        for (int bin = bin(rounded); bin < BINS; bin++) {
            for (Chunk chunk : bins.get(bin)) {
                if (chunk.size >= rounded) {
                    bins.get(bin).remove(chunk);
                    if (chunk.size >= 2 * rounded || chunk.size - rounded >= IDLE) {
                        split(chunk, rounded);
                    }
                    chunk.free = false;
                    return chunk;
                }
            }
        }
        return null;
    }

    private void split(Chunk chunk, long size) {
        Chunk rest = new Chunk(chunk.region, chunk.pages, chunk.start + size, chunk.size - size);
        rest.before = chunk;
        rest.after = chunk.after;
        if (rest.after != null) {
            rest.after.before = rest;
        }
        chunk.after = rest;
        chunk.size = size;
        bins.get(bin(rest.size)).add(rest);
    }

    private void extend(long rounded) {
        if (growth == Growth.AS_REQUESTED) {
            addRegion(rounded);
            return;
        }
        boolean grown = false;
        while (rounded > nextRegion) {
            nextRegion *= 2;
            grown = true;
        }
        addRegion(nextRegion);
        if (!grown && 2 * nextRegion <= LARGEST_DOUBLED) {
            nextRegion *= 2;
        }
    }

    private void addRegion(long bytes) {
        Chunk region = new Chunk(regions++, new BitSet(), 0, bytes);
        bins.get(bin(region.size)).add(region);
        held += bytes;
    }

    private void touch(Chunk chunk, long bytes) {
        int from = Math.toIntExact(chunk.start / PAGE);
        int to = Math.toIntExact((chunk.start + bytes + PAGE - 1) / PAGE);
        for (int page = chunk.pages.nextClearBit(from); page < to; page = chunk.pages.nextClearBit(page)) {
            int end = chunk.pages.nextSetBit(page);
            int last = end < 0 || end > to ? to : end;
            chunk.pages.set(page, last);
            touched += PAGE * (last - page);
        }
    }

    private static int bin(long size) {
        return Math.min(BINS - 1, 63 - Long.numberOfLeadingZeros(Math.max(size, UNIT) / UNIT));
    }
}
