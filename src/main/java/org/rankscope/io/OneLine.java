package org.rankscope.io;

import java.util.Collection;
import java.util.stream.Collectors;

/** Words from files that nobody vouches for, made fit to stand in a sentence: on one line and of bearable length. */
public final class OneLine {
    private static final int MOST_CHARACTERS = 160;

    private OneLine() {}

    /** {@code text} without line breaks and control characters, cut where it is long. */
    public static String of(String text) {
        StringBuilder line = new StringBuilder();
        text.codePoints()
                .limit(MOST_CHARACTERS)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.LINE_SEPARATOR ? ' ' : c)
                .forEach(line::appendCodePoint);
        String cut = line.toString().strip();
        return text.codePointCount(0, text.length()) > MOST_CHARACTERS ? cut + "..." : cut;
    }

    /** A name between quotes. */
    public static String quoted(String name) {
        return "'" + of(name) + "'";
    }

    /** The first {@code most} of {@code names} between quotes, and how many more there are. */
    public static String listed(Collection<String> names, int most) {
        String first = names.stream().limit(most).map(OneLine::quoted).collect(Collectors.joining(", "));
        return names.size() > most ? first + " and " + (names.size() - most) + " more" : first;
    }
}
