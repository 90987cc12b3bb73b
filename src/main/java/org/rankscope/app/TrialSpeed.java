package org.rankscope.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/**
 * How fast this machine trains, learnt from its own trials and kept in a file. Before the first trial it is a guess
 * from the number of cores. Safe for use by several threads.
 */
final class TrialSpeed {
    private static final Logger LOG = System.getLogger(TrialSpeed.class.getName());
    /** Operations that one core of a desktop processor does in a second with matrices of a small model. */
    private static final double GUESS_PER_CORE = 20e9;
    private static final double WEIGHT_OF_NEWS = 0.5;

    private final Path file;
    private double operationsPerSecond;

    /** What the file holds. */
    record Stored(@JsonProperty("operations_per_second") double operationsPerSecond) {}

    TrialSpeed(Path file, int cores) {
        this.file = file;
        operationsPerSecond = read(file, GUESS_PER_CORE * cores);
    }

    /** Milliseconds for {@code operations} floating-point operations. */
    synchronized long millis(double operations) {
        return Math.round(operations / operationsPerSecond * 1000);
    }

    /** Learns from a trial of {@code operations} that took {@code millis}. */
    synchronized void learn(double operations, long millis) {
        if (millis < 1 || !(operations > 0)) {
            return;
        }
        operationsPerSecond += WEIGHT_OF_NEWS * (operations / millis * 1000 - operationsPerSecond);
        try {
            StrictJson.write(file, new Stored(operationsPerSecond));
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "The speed of this machine can't be kept in " + file + ".", e);
        }
    }

    private static double read(Path file, double otherwise) {
        if (Files.exists(file)) {
            try {
                double stored = StrictJson.read(file, Stored.class).operationsPerSecond();
                if (stored > 0 && Double.isFinite(stored)) {
                    return stored;
                }
            } catch (RequestException e) {
                LOG.log(Logger.Level.DEBUG, "The speed of this machine is guessed anew.", e);
            }
        }
        return otherwise;
    }
}
