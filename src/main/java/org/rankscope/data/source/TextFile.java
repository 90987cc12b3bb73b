package org.rankscope.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.rankscope.io.RequestException;

/**
 * A text file of any length, read from any byte on and never held. UTF-8, or UTF-16 where a byte order mark says so. Any
 * thread: nothing is read at a place that the channel would have to remember.
 */
final class TextFile implements AutoCloseable {
    /** Bytes that are read at once by those who go through the file. */
    static final int PASS_BYTES = 1 << 18;
    /** Bytes that are read at once by those who want one line. */
    static final int LINE_BYTES = 1 << 12;

    private final Path path;
    private final FileChannel channel;
    private final Charset charset;
    private final int start;

    private TextFile(Path path, FileChannel channel, Charset charset, int start) {
        this.path = path;
        this.channel = channel;
        this.charset = charset;
        this.start = start;
    }

    /** Opens {@code path}; throws RequestException where it can't be read or holds nothing. */
    static TextFile open(Path path) {
        byte[] head = FileStart.read(path);
        int[] unsigned = new int[3];
        for (int i = 0; i < Math.min(head.length, unsigned.length); i++) {
            unsigned[i] = head[i] & 0xff;
        }
        Charset charset = StandardCharsets.UTF_8;
        int start = 0;
        if (unsigned[0] == 0xef && unsigned[1] == 0xbb && unsigned[2] == 0xbf) {
            start = 3;
        } else if (unsigned[0] == 0xff && unsigned[1] == 0xfe) {
            charset = StandardCharsets.UTF_16LE;
            start = 2;
        } else if (unsigned[0] == 0xfe && unsigned[1] == 0xff) {
            charset = StandardCharsets.UTF_16BE;
            start = 2;
        }
        try {
            return new TextFile(path, FileChannel.open(path, StandardOpenOption.READ), charset, start);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    static RequestException unreadable(Path path, IOException e) {
        return new RequestException(path + ": can't be read (" + e.getMessage() + ").", e);
    }

    Path path() {
        return path;
    }

    Charset charset() {
        return charset;
    }

    /** The first byte of the text: behind the byte order mark, if there is one. */
    long start() {
        return start;
    }

    /** All lines. */
    LineCursor lines() {
        return lines(start, 1, PASS_BYTES);
    }

    /** The lines from byte {@code position} on, the first of which has the number {@code number}. */
    LineCursor lines(long position, long number, int bytesAtOnce) {
        return new LineCursor(this, position, number, bytesAtOnce);
    }

    /** The bytes from {@code position} on; closing the stream leaves the file open. */
    InputStream from(long position) {
        return new InputStream() {
            private long next = position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int count = channel.read(ByteBuffer.wrap(target, offset, length), next);
                next += Math.max(0, count);
                return count;
            }
        };
    }

    /** Fills {@code target} from byte {@code position} on; returns how many bytes there were, 0 at the end of the file. */
    int read(byte[] target, int offset, long position) {
        try {
            int count = 0;
            while (offset + count < target.length) {
                int more = channel.read(
                        ByteBuffer.wrap(target, offset + count, target.length - offset - count), position + count);
                if (more <= 0) {
                    break;
                }
                count += more;
            }
            return count;
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }
}
