package org.rankscope.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.rankscope.io.RequestException;

/** Collects what is wrong with a specification, so that a person reads all of it at once: one sentence a line. */
final class SpecProblems {
    private final Path file;
    private final List<String> sentences = new ArrayList<>();

    SpecProblems(Path file) {
        this.file = file;
    }

    /** {@code field} holds {@code found}, which can't be. */
    void wrong(String field, Object found, String expected) {
        sentences.add(
                String.format(Locale.ROOT, "%s: field '%s' is %s; expected %s.", file, field, show(found), expected));
    }

    /** Adds a sentence of another's. */
    void add(String sentence) {
        sentences.add(file + ": " + sentence);
    }

    void missing(String field, String expected) {
        sentences.add(String.format(Locale.ROOT, "%s: field '%s' is missing; expected %s.", file, field, expected));
    }

    /** {@code field} asks for something that the format knows and this version doesn't do. */
    void unavailable(String field, Object found, String expected) {
        sentences.add(String.format(
                Locale.ROOT,
                "%s: field '%s': %s is not available in this version; expected %s.",
                file,
                field,
                show(found),
                expected));
    }

    /** Checks a number against {@code accepts}, which is never asked about NaN or an infinity. */
    void number(String field, Number value, Predicate<Double> accepts, String expected) {
        if (value == null || !Double.isFinite(value.doubleValue()) || !accepts.test(value.doubleValue())) {
            wrong(field, value, expected);
        }
    }

    void throwIfAny() {
        if (!sentences.isEmpty()) {
            throw new RequestException(String.join("\n", sentences));
        }
    }

    private static String show(Object value) {
        return value instanceof String text ? "'" + text + "'" : String.valueOf(value);
    }
}
