package org.rankscope.peft;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import org.rankscope.io.RequestException;

/**
 * PEFT's {@code target_modules}: a list matches the end of a module's name, a string is one regular expression for the
 * whole name, and {@code "all-linear"} is every linear layer but the output head. Where nothing is said it is
 * {@code "default"}: what the method usually adapts, of LoRA the queries and values of the attention, under the names that
 * the model has for them.
 *
 * @param stored whether it is that of a stored adapter. Published ones name modules of other models as well, which PEFT
 *     passes over; of what is to be trained each name must mean something
 */
public record TargetSpec(List<String> suffixes, String regex, boolean stored) {
    public static final String ALL_LINEAR = "all-linear";
    public static final String DEFAULT = "default";

    private static final List<String> WORDS = List.of(ALL_LINEAR, DEFAULT);

    public TargetSpec {
        suffixes = List.copyOf(suffixes);
        regex = regex == null ? "" : regex;
    }

    public static TargetSpec list(List<String> suffixes) {
        return new TargetSpec(suffixes, "", false);
    }

    /** What is written on a command line: names, or {@value #ALL_LINEAR} or {@value #DEFAULT} alone. */
    public static TargetSpec words(List<String> words) {
        return words.size() == 1 && WORDS.contains(words.get(0)) ? pattern(words.get(0)) : list(words);
    }

    /** What is meant where nothing is said. */
    public static TargetSpec usual() {
        return pattern(DEFAULT);
    }

    public static TargetSpec pattern(String regex) {
        return new TargetSpec(List.of(), regex, false);
    }

    TargetSpec asStored() {
        return new TargetSpec(suffixes, regex, true);
    }

    public boolean isAllLinear() {
        return regex.equals(ALL_LINEAR);
    }

    public boolean isDefault() {
        return regex.equals(DEFAULT);
    }

    @JsonCreator
    static TargetSpec fromJson(Object json) {
        if (json instanceof String text) {
            return pattern(text);
        } else if (json instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list(list.stream().map(String.class::cast).toList());
        }
        throw new RequestException(
                "target_modules must be a list of names or one regular expression, found " + json + ".");
    }

    @JsonValue
    Object toJson() {
        return regex.isEmpty() ? suffixes : regex;
    }
}
