package org.rankscope.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.rankscope.io.RequestException;
import picocli.CommandLine.ExitCode;

/** How a command that did not succeed ends: one sentence a problem on standard error, and an exit status. */
final class Endings {
    private final PrintWriter err;
    private final boolean verbose;

    /** @param verbose whether to print the stack trace as well */
    Endings(PrintWriter err, boolean verbose) {
        this.err = err;
        this.verbose = verbose;
    }

    /** Prints {@code thrown}; gives 2 if the request was wrong (a folder that can't be written, a full disk), else 1. */
    int of(Throwable thrown) {
        String message = thrown.getMessage();
        err.println(
                message == null || message.isBlank()
                        ? "The program failed (" + thrown.getClass().getSimpleName() + "); --verbose says where."
                        : sentence(message));
        if (verbose) {
            thrown.printStackTrace(err);
        }
        boolean cannotWrite = thrown instanceof IOException || thrown.getCause() instanceof IOException;
        return thrown instanceof RequestException || cannotWrite ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    /** {@code words} as a sentence: a capital first unless a path stands there, a full stop last. */
    static String sentence(String words) {
        String stripped = words.strip();
        boolean word = stripped.matches("\\p{Ll}+[ ,].*");
        String start = word ? stripped.substring(0, 1).toUpperCase(Locale.ROOT) + stripped.substring(1) : stripped;
        return start.matches("(?s).*[.!?]$") ? start : start + ".";
    }
}
