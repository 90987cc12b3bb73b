package org.rankscope.data;

import java.util.ArrayList;
import java.util.List;

/** Numbers, 8 bytes each, in pieces: growing copies nothing, so that millions of them never take twice their room. */
final class LongList {
    private static final int PIECE_BITS = 16;
    private static final int PIECE = 1 << PIECE_BITS;

    private final List<long[]> pieces = new ArrayList<>();
    private int size;

    void add(long value) {
        if (size >>> PIECE_BITS == pieces.size()) {
            pieces.add(new long[PIECE]);
        }
        pieces.get(size >>> PIECE_BITS)[size & PIECE - 1] = value;
        size = Math.addExact(size, 1);
    }

    long get(int index) {
        return pieces.get(index >>> PIECE_BITS)[index & PIECE - 1];
    }

    void set(int index, long value) {
        pieces.get(index >>> PIECE_BITS)[index & PIECE - 1] = value;
    }

    int size() {
        return size;
    }

    /** The different values in ascending order. */
    long[] distinct() {
        long[] all = new long[size];
        for (int i = 0; i < size; i++) {
            all[i] = get(i);
        }
        return SortedLongs.distinct(all);
    }
}
