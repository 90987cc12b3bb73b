package org.rankscope.model.hf;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the names in a checkpoint relate to those of the modules in memory.
 *
 * @param prefix what checkpoints of the bare model leave out in front ({@code model.}, {@code bert.}); may be empty
 * @param renamings applied in turn to a name in memory (with its prefix) where the checkpoint has other names
 * @param ignored whole names in checkpoints that are no parameters: constants of older versions, heads of other tasks
 */
record StoredNames(String prefix, List<Renaming> renamings, Pattern ignored) {
    private static final Pattern NONE = Pattern.compile("(?!)");

    static final StoredNames SAME = new StoredNames("", List.of(), NONE);

    StoredNames {
        renamings = List.copyOf(renamings);
    }

    /** {@code pattern} (found anywhere) is replaced as {@link java.util.regex.Matcher#replaceAll} does it. */
    record Renaming(Pattern pattern, String replacement) {
        static Renaming of(String pattern, String replacement) {
            return new Renaming(Pattern.compile(pattern), replacement);
        }
    }

    /** Bare checkpoints lack {@code prefix}; names that match {@code ignored} are no parameters. */
    static StoredNames of(String prefix, String ignored) {
        return new StoredNames(prefix, List.of(), Pattern.compile(ignored));
    }

    StoredNames renaming(Renaming... more) {
        return new StoredNames(prefix, List.of(more), ignored);
    }

    /** These names, where those of {@code parameters} are passed over. */
    StoredNames ignoring(Set<String> parameters) {
        return ignoring(parameters.stream()
                .flatMap(name -> Stream.of(name, stored(name), bare(stored(name))))
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
    }

    /** What {@code stored} was called in the first published files, which have TensorFlow's names for gains and biases. */
    static String older(String stored) {
        return stored.replaceFirst("LayerNorm\\.weight$", "LayerNorm.gamma")
                .replaceFirst("LayerNorm\\.bias$", "LayerNorm.beta");
    }

    /** {@code more} are no parameters either. */
    StoredNames ignoring(String more) {
        return new StoredNames(prefix, renamings, Pattern.compile(ignored.pattern() + "|" + more));
    }

    /** The name in the checkpoint of the parameter called {@code name} in memory. */
    String stored(String name) {
        String stored = name;
        for (Renaming renaming : renamings) {
            stored = renaming.pattern().matcher(stored).replaceAll(renaming.replacement());
        }
        return stored;
    }

    /** Whether a checkpoint of these tensors leaves the prefix out. */
    boolean isBare(Set<String> tensors) {
        return tensors.stream().noneMatch(name -> name.startsWith(prefix));
    }

    /** The stored name without the prefix. */
    String bare(String stored) {
        return stored.startsWith(prefix) ? stored.substring(prefix.length()) : stored;
    }
}
