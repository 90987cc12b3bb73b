package org.rankscope.peft;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.rankscope.io.RequestException;

/**
 * Regular expressions in an adapter configuration. They are Python's; its named groups are put into Java's notation.
 */
final class PeftPattern {
    private PeftPattern() {}

    /** Compiles {@code regex}, which stands in {@code field} of the configuration. */
    static Pattern compile(String regex, String field) {
        try {
            return Pattern.compile(regex.replace("(?P<", "(?<").replaceAll("\\(\\?P=(\\w+)\\)", "\\\\k<$1>"));
        } catch (PatternSyntaxException e) {
            throw new RequestException(
                    field + ": '" + regex + "' is not a regular expression: " + e.getDescription()
                            + (e.getIndex() >= 0 ? " near character " + (e.getIndex() + 1) : "") + ".",
                    e);
        }
    }
}
