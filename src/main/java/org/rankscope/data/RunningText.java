package org.rankscope.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.rankscope.model.Tokenizer;

/**
 * A plain text file as one stream of tokens. Long texts are encoded in pieces, which keeps memory small and lets
 * several threads work; pieces end where a line ends and text follows, and each is encoded behind a line break that is
 * then taken away, so that the ids are those of the whole text.
 */
final class RunningText {
    /** So much of a longer file is used, its first lines: more would take each trial minutes to encode. */
    static final int USED_BYTES = 64 << 20;

    static final int PIECE_BYTES = 1 << 16;
    /** Bytes of a line that is looked at. */
    private static final int LINE_BYTES = 1 << 12;

    /** How far beyond its size a piece goes on in search of a good end. */
    private static final int SEARCH_BYTES = 1 << 16;
    /** Where a piece ends although no line does. */
    private static final int LONGEST_PIECE_BYTES = 1 << 24;

    private static final String LINE_BREAK = "\n";

    private final SourceFile source;
    private final int from;
    private final int to;

    private RunningText(SourceFile source, int from, int to) {
        this.source = source;
        this.from = from;
        this.to = to;
    }

    static RunningText open(Path file) {
        SourceFile source = SourceFile.open(file, USED_BYTES);
        return new RunningText(source, source.start(), source.end());
    }

    /** Size of the file, of which no more than {@link #USED_BYTES} are used. */
    long fileBytes() {
        return source.size();
    }

    /** What the file was taken for, and whether only a part of it is used. */
    List<String> sentences() {
        String cut = "running text, cut into rows";
        return source.end() == source.size()
                ? List.of(cut)
                : List.of(
                        cut,
                        OpenedTable.isLong(source.path(), source.size()) + "its first " + (USED_BYTES >> 20)
                                + " MiB are used");
    }

    /** The first lines that aren't blank; long ones are cut. */
    List<String> firstLines(int count) {
        List<String> lines = new ArrayList<>();
        for (int begin = from, next; begin < to && lines.size() < count; begin = next) {
            next = source.afterLineBreak(begin, to);
            int end = next - begin <= LINE_BYTES ? next : Math.min(next, source.characterStart(begin + LINE_BYTES));
            String line = source.text(begin, end).strip();
            if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        return lines;
    }

    /**
     * Cuts off the last {@code fraction} of the text, at the line break that is nearest to it, or between two
     * characters where the text is a single line. Returns the part before and the part behind.
     */
    List<RunningText> split(double fraction) {
        int wanted = Math.max(from + 1, Math.min(to - 1, from + (int) Math.round((to - from) * (1 - fraction))));
        int before = wanted;
        while (before > from && source.at(before - 1) != '\n') {
            before--;
        }
        int behind = source.afterLineBreak(wanted, to);
        int cut;
        if (before == from && behind == to) {
            cut = Math.min(to, source.characterStart(wanted));
        } else {
            cut = behind == to || before > from && wanted - before < behind - wanted ? before : behind;
        }
        return List.of(new RunningText(source, from, cut), new RunningText(source, cut, to));
    }

    /** Ids of the text, with the special tokens that the tokenizer puts around it. */
    int[] encode(Tokenizer tokenizer) {
        return encode(tokenizer, PIECE_BYTES);
    }

    int[] encode(Tokenizer tokenizer, int pieceBytes) {
        SpecialTokens special = SpecialTokens.of(tokenizer);
        int[] lineBreak = tokenizer.encode(LINE_BREAK, false);
        int[] bounds = pieces(pieceBytes);
        Stream<int[]> parts = IntStream.range(0, bounds.length - 1).parallel().mapToObj(i -> {
            String text = source.text(bounds[i], bounds[i + 1]);
            return i == 0 ? tokenizer.encode(text, false) : encodeBehind(tokenizer, lineBreak, text);
        });
        List<int[]> inOrder = new ArrayList<>();
        inOrder.add(special.before());
        inOrder.addAll(parts.toList());
        inOrder.add(special.after());
        int[] ids = new int[inOrder.stream().mapToInt(part -> part.length).reduce(0, Math::addExact)];
        int position = 0;
        for (int[] part : inOrder) {
            System.arraycopy(part, 0, ids, position, part.length);
            position += part.length;
        }
        return ids;
    }

    private static int[] encodeBehind(Tokenizer tokenizer, int[] lineBreak, String text) {
        int[] both = tokenizer.encode(LINE_BREAK + text, false);
        int common = Math.min(lineBreak.length, both.length);
        boolean apart = Arrays.equals(lineBreak, 0, lineBreak.length, both, 0, common);
        return apart ? Arrays.copyOfRange(both, common, both.length) : tokenizer.encode(text, false);
    }

    /** Bounds of the pieces, the first and the last included. */
    private int[] pieces(int pieceBytes) {
        IntStream.Builder bounds = IntStream.builder().add(from);
        int position = from;
        while (position < to) {
            position = pieceEnd(position, pieceBytes);
            bounds.add(position);
        }
        return bounds.build().toArray();
    }

    private int pieceEnd(int begin, int pieceBytes) {
        int wanted = begin + pieceBytes;
        if (to - begin <= pieceBytes) {
            return to;
        }
        int end = lineEnd(wanted, Math.min(to, wanted + SEARCH_BYTES), true);
        if (end < 0) {
            end = lineEnd(wanted, to, false);
        }
        if (end < 0) {
            end = to;
        }
        return end - begin <= LONGEST_PIECE_BYTES ? end : source.characterStart(begin + LONGEST_PIECE_BYTES);
    }

    /**
     * The first place in [begin, limit) where a line ends and text follows at once, or -1. A line break that is
     * {@code alone} has text right before it, too: no tokenizer joins such a break with what follows, nor splits it
     * otherwise than at the end of a text, while longer runs of white space are split by what comes behind them.
     */
    private int lineEnd(int begin, int limit, boolean alone) {
        for (int i = begin; i < limit; i++) {
            if (source.at(i) == '\n'
                    && i + 1 < to
                    && !Character.isWhitespace(source.at(i + 1))
                    && !(alone && Character.isWhitespace(source.at(i - 1)))) {
                return i + 1;
            }
        }
        return -1;
    }
}
