package org.rankscope.cli;

import java.util.OptionalInt;
import org.rankscope.io.RequestException;
import org.rankscope.model.ModelGraph;
import picocli.CommandLine.Option;

/** The option that says how long rows are. */
final class SequenceLengthOption {
    private static final int USUAL = 128;

    @Option(
            names = "--sequence-length",
            paramLabel = "S",
            description = "Tokens of a row (default: 128, or what the model takes).")
    private Integer length;

    /** What is asked for. */
    OptionalInt given() {
        return length == null ? OptionalInt.empty() : OptionalInt.of(length);
    }

    /** What is asked for, or the usual length, whatever a model takes. */
    int length() {
        return length == null ? USUAL : length;
    }

    /** Tokens of a row on {@code model}. */
    int on(ModelGraph model) {
        int most = model.maxSequenceLength();
        if (length != null && (length < 1 || length > most)) {
            throw new RequestException("Option --sequence-length has the value " + length + "; expected 1 to " + most
                    + ", the positions that the model takes.");
        }
        return Math.min(length(), most);
    }
}
