package org.rankscope.ui.setup;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.rankscope.io.RequestException;

/** Where a model or a dataset comes from, as typed: the title of a bundled one, or a path. */
final class Source {
    static final String BUNDLED_PREFIX = "bundled:";

    private final String what;
    private final String kind;
    private final List<BundledChoice> bundled;

    /**
     * @param what "model" or "dataset"
     * @param kind what a path must lead to
     */
    Source(String what, String kind, List<BundledChoice> bundled) {
        this.what = what;
        this.kind = kind;
        this.bundled = List.copyOf(bundled);
    }

    /** The id of a bundled choice, or the absolute path that is meant. */
    String parse(String text) {
        if (text.isEmpty()) {
            throw new RequestException("No " + what + " is chosen; pick a bundled one from the list, or " + kind + ".");
        }
        for (BundledChoice choice : bundled) {
            if (choice.title().equalsIgnoreCase(text) || choice.id().equals(text)) {
                return choice.id();
            }
        }
        if (text.startsWith(BUNDLED_PREFIX)) {
            return text;
        }
        try {
            String home = System.getProperty("user.home");
            Path path = text.equals("~") || text.startsWith("~/") ? Path.of(home + text.substring(1)) : Path.of(text);
            return path.toAbsolutePath().normalize().toString();
        } catch (InvalidPathException e) {
            throw new RequestException("'" + text + "' is not a path: " + e.getReason() + ".", e);
        }
    }

    /** How {@code id} stands in the field. */
    String format(String id) {
        return choice(id).map(BundledChoice::title).orElse(id);
    }

    /** The bundled choice that {@code id} names. */
    Optional<BundledChoice> choice(String id) {
        return bundled.stream().filter(choice -> choice.id().equals(id)).findFirst();
    }

    List<BundledChoice> bundled() {
        return bundled;
    }
}
