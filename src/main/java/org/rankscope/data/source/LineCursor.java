package org.rankscope.data.source;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Goes through the lines of a file, of which it holds a window at a time. One thread. */
final class LineCursor {
    /** Longer lines are passed over, so that a file without line breaks does not fill the memory. */
    static final int MAX_LINE_BYTES = 16 << 20;

    private static final char REPLACEMENT = '\ufffd';
    private static final String TOO_LONG = "is longer than " + (MAX_LINE_BYTES >> 20) + " MiB";

    /**
     * A line.
     *
     * @param number from 1
     * @param position the byte that it starts at
     * @param text without its line break; empty where there is a problem
     * @param problem why it can't be read, or empty
     */
    record Line(long number, long position, String text, String problem) {
        boolean isBlank() {
            return problem.isEmpty() && text.isBlank();
        }
    }

    private final TextFile file;
    private final Charset charset;
    /** Bytes of a line break. */
    private final int unit;

    private byte[] window;
    /** The byte of the file that the window starts at. */
    private long windowStart;

    private int from;
    private int to;
    private long number;

    /** What {@link #find} found: where in the window the line ends, where the next one begins, and whether it is too long. */
    private int end;

    private int next;
    private boolean tooLong;

    LineCursor(TextFile file, long position, long number, int bytesAtOnce) {
        this.file = file;
        this.charset = file.charset();
        this.unit = charset.equals(StandardCharsets.UTF_8) ? 1 : 2;
        this.window = new byte[bytesAtOnce];
        this.windowStart = position;
        this.number = number;
    }

    /** The next line; empty at the end of the file. */
    Optional<Line> next() {
        long position = windowStart + from;
        if (!find()) {
            return Optional.empty();
        }
        Line line = line(position);
        from = next;
        return Optional.of(line);
    }

    /** Goes over the next line without looking into it; false at the end of the file. */
    boolean pass() {
        if (!find()) {
            return false;
        }
        number++;
        from = next;
        return true;
    }

    /** Finds where the line that begins at {@code from} ends, and the next one begins; false at the end of the file. */
    private boolean find() {
        int searched = from;
        tooLong = false;
        while (true) {
            end = lineBreak(searched);
            next = end + unit;
            if (end >= 0) {
                return true;
            }
            if (to - from > MAX_LINE_BYTES) {
                tooLong = true;
                from = to;
            }
            searched = fill();
            if (searched == to) {
                end = to;
                next = to;
                return to > from || tooLong;
            }
        }
    }

    /** Moves what is left of the window to its start and reads behind it; returns where the new bytes start. */
    private int fill() {
        int rest = to - from;
        if (rest == window.length) {
            window = Arrays.copyOf(window, 2 * window.length);
        }
        System.arraycopy(window, from, window, 0, rest);
        windowStart += from;
        from = 0;
        to = rest + file.read(window, rest, windowStart + rest);
        return rest - rest % unit;
    }

    private int lineBreak(int begin) {
        if (unit == 1) {
            for (int i = begin; i < to; i++) {
                if (window[i] == '\n') {
                    return i;
                }
            }
            return -1;
        }
        int low = charset.equals(StandardCharsets.UTF_16LE) ? 0 : 1;
        for (int i = begin; i + 1 < to; i += 2) {
            if (window[i + low] == '\n' && window[i + 1 - low] == 0) {
                return i;
            }
        }
        return -1;
    }

    private Line line(long position) {
        long itsNumber = number++;
        if (tooLong) {
            return new Line(itsNumber, position, "", TOO_LONG);
        }
        String text = new String(window, from, end - from, charset);
        if (text.indexOf(REPLACEMENT) >= 0 && !isWellFormed()) {
            return new Line(itsNumber, position, "", "isn't " + charset.name() + " text; save the file as UTF-8");
        } else if (text.indexOf('\0') >= 0) {
            return new Line(itsNumber, position, "", "holds a zero byte, which no text does");
        }
        return new Line(itsNumber, position, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text, "");
    }

    /** Tells a replacement character that stands in the file from one that stands for broken bytes. */
    private boolean isWellFormed() {
        try {
            charset.newDecoder().decode(ByteBuffer.wrap(window, from, end - from));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
