package org.rankscope.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.rankscope.io.RequestException;

/** A text file, mapped, so that it can be read piece by piece and never stands in memory whole. Any thread. */
final class SourceFile {
    private static final int[] BYTE_ORDER_MARK = {0xef, 0xbb, 0xbf};

    private final Path path;
    private final long size;
    private final ByteBuffer bytes;
    private final int start;

    private SourceFile(Path path, long size, ByteBuffer bytes) {
        this.path = path;
        this.size = size;
        this.bytes = bytes;
        this.start = hasByteOrderMark(bytes) ? BYTE_ORDER_MARK.length : 0;
    }

    /**
     * Maps {@code path}, or the first {@code maxBytes} of it; throws RequestException where it is missing, unreadable or
     * empty.
     */
    static SourceFile open(Path path, int maxBytes) {
        if (Files.notExists(path)) {
            throw new RequestException(path + ": no such file.");
        } else if (Files.isDirectory(path)) {
            throw new RequestException(path + ": is a folder, expected a text file.");
        } else if (!Files.isReadable(path)) {
            throw new RequestException(path + ": can't be read; check its permissions.");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size == 0) {
                throw new RequestException(path + ": the file is empty; choose one with text in it.");
            }
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(size, maxBytes));
            return new SourceFile(path, size, size > maxBytes ? withoutLastLine(bytes) : bytes);
        } catch (IOException e) {
            throw new RequestException(path + ": can't be read (" + e.getMessage() + ").", e);
        }
    }

    Path path() {
        return path;
    }

    /** Bytes of the file; {@link #end} is less where only a part of it is used. */
    long size() {
        return size;
    }

    /** The first byte of the text: behind the byte order mark, if there is one. */
    int start() {
        return start;
    }

    /** One past the last byte. */
    int end() {
        return bytes.limit();
    }

    /** The byte at {@code index}. */
    byte at(int index) {
        return bytes.get(index);
    }

    /** The position behind the first line break at or after {@code from}, or {@code to} if there is none before it. */
    int afterLineBreak(int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes.get(i) == '\n') {
                return i + 1;
            }
        }
        return to;
    }

    /** The first position at or after {@code index} where a character starts. */
    int characterStart(int index) {
        int position = index;
        while (position < end() && (bytes.get(position) & 0xc0) == 0x80) {
            position++;
        }
        return position;
    }

    /** The text of bytes [from, to); throws RequestException naming the first byte that isn't UTF-8. */
    String text(int from, int to) {
        ByteBuffer source = bytes.slice(from, to - from);
        CharBuffer target = CharBuffer.allocate(to - from);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CoderResult result = decoder.decode(source, target, true);
        if (result.isError()) {
            throw new RequestException(
                    path + ": not UTF-8 text at byte " + (from + source.position()) + "; save the file as UTF-8.");
        }
        return target.flip().toString();
    }

    /** Up to the last line break; to the last character that is whole where there is none. */
    private static ByteBuffer withoutLastLine(ByteBuffer bytes) {
        int end = bytes.limit();
        while (end > 0 && bytes.get(end - 1) != '\n') {
            end--;
        }
        if (end == 0) {
            end = bytes.limit() - 1;
            while (end > 1 && (bytes.get(end) & 0xc0) == 0x80) {
                end--;
            }
        }
        return bytes.limit(end);
    }

    private static boolean hasByteOrderMark(ByteBuffer bytes) {
        for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
            if (i >= bytes.limit() || (bytes.get(i) & 0xff) != BYTE_ORDER_MARK[i]) {
                return false;
            }
        }
        return true;
    }
}
