package org.rankscope.safetensors;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.rankscope.io.RequestException;

/**
 * Checks a header's promises against the file: each tensor takes the bytes that its shape and type need, starts at a
 * multiple of its element's size, and all together fill the file's data exactly, with no overlap and no gap.
 */
final class Layout {
    private final Path file;
    private final long dataBytes;

    Layout(Path file, long dataBytes) {
        this.file = file;
        this.dataBytes = dataBytes;
    }

    void check(Collection<Entry> entries) {
        for (Entry entry : entries) {
            checkAlone(entry);
        }
        List<Entry> inOrder = entries.stream()
                .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
                .toList();
        long position = 0;
        String before = null;
        for (Entry entry : inOrder) {
            if (entry.begin() < position) {
                throw damaged(
                        entry,
                        "overlaps tensor '" + before + "': it begins at byte " + entry.begin()
                                + " of the data, which is taken up to byte " + position);
            } else if (entry.begin() > position) {
                throw damaged(
                        entry,
                        "leaves a gap before it: it begins at byte " + entry.begin() + " of the data, expected byte "
                                + position);
            }
            position = entry.end();
            before = entry.name();
        }
        if (position != dataBytes) {
            throw new RequestException(file + ": the tensors end at byte " + position
                    + " of the data, but the file holds "
                    + dataBytes + " bytes of data; the file is damaged.");
        }
    }

    private void checkAlone(Entry entry) {
        if (entry.end() > dataBytes || entry.begin() > entry.end()) {
            throw damaged(
                    entry,
                    "should lie at bytes " + entry.begin() + " to " + entry.end()
                            + " of the data, but the file holds "
                            + dataBytes + " bytes of data");
        }
        long bits;
        try {
            bits = Math.multiplyExact(
                    entry.shape().elements(), (long) entry.type().bits());
        } catch (ArithmeticException e) {
            throw damaged(entry, "has the shape " + entry.shape() + ", more elements than any file can hold");
        }
        long length = entry.end() - entry.begin();
        if (bits % 8 != 0 || bits / 8 != length) {
            throw damaged(
                    entry,
                    entry.type() + " " + entry.shape() + " takes " + (bits + 7) / 8
                            + " bytes, but its data_offsets span "
                            + length);
        }
        int alignment = Math.max(1, entry.type().bits() / 8);
        if (entry.begin() % alignment != 0) {
            throw damaged(
                    entry,
                    "is misaligned: it begins at byte " + entry.begin()
                            + " of the data, expected a multiple of "
                            + alignment);
        }
    }

    private RequestException damaged(Entry entry, String problem) {
        return new RequestException(file + ": tensor '" + entry.name() + "' " + problem + "; the file is damaged.");
    }
}
