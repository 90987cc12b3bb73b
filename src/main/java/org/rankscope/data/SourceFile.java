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
    private static final int MEBIBYTE = 1 << 20;

    private final Path path;
    private final ByteBuffer bytes;
    private final int start;

    private SourceFile(Path path, ByteBuffer bytes) {
        this.path = path;
        this.bytes = bytes;
        this.start = hasByteOrderMark(bytes) ? BYTE_ORDER_MARK.length : 0;
    }

    /**
     * Maps {@code path}; throws RequestException where it is missing, unreadable, empty, or larger than
     * {@code maxBytes}.
     */
    static SourceFile open(Path path, int maxBytes) {
        if (Files.notExists(path)) {
            throw new RequestException(path + ": no such file.");
        } else if (Files.isDirectory(path)) {
            throw new RequestException(path + ": is a folder, expected a text file or a .jsonl file.");
        } else if (!Files.isReadable(path)) {
            throw new RequestException(path + ": can't be read; check its permissions.");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size == 0) {
                throw new RequestException(path + ": the file is empty; choose one with text in it.");
            } else if (size > maxBytes) {
                throw new RequestException(path + ": the file has " + size / MEBIBYTE + " MiB, more than the "
                        + maxBytes / MEBIBYTE + " MiB that can be used; cut a part of it into a file of its own: a"
                        + " trial sees no more than steps x batch_size x sequence_length tokens.");
            }
            return new SourceFile(path, channel.map(FileChannel.MapMode.READ_ONLY, 0, size));
        } catch (IOException e) {
            throw new RequestException(path + ": can't be read (" + e.getMessage() + ").", e);
        }
    }

    Path path() {
        return path;
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

    private static boolean hasByteOrderMark(ByteBuffer bytes) {
        for (int i = 0; i < BYTE_ORDER_MARK.length; i++) {
            if (i >= bytes.limit() || (bytes.get(i) & 0xff) != BYTE_ORDER_MARK[i]) {
                return false;
            }
        }
        return true;
    }
}
