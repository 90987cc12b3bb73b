package org.rankscope.peft;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The numbers of a model's blocks, which stand in the names of the modules that are in them. */
public final class Blocks {
    /** PEFT's {@code .*\.[^.]*\.(\d+)\.}, from the start of the name. */
    private static final Pattern NUMBER = Pattern.compile(".*\\.[^.]*\\.(\\d+)\\.");

    private Blocks() {}

    /** The number of the block that the module called {@code name} is in; empty outside of the blocks. */
    public static Optional<Integer> of(String name) {
        Matcher matcher = NUMBER.matcher(name);
        return matcher.lookingAt() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    /** All that modules of these names are in, as a sentence has them. */
    static String words(Collection<String> names) {
        TreeSet<Integer> blocks = new TreeSet<>();
        names.forEach(name -> of(name).ifPresent(blocks::add));
        boolean gapless = !blocks.isEmpty() && blocks.last() - blocks.first() + 1 == blocks.size();
        return gapless && blocks.size() > 1
                ? blocks.first() + " to " + blocks.last()
                : blocks.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
