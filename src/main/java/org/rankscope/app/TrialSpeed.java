package org.rankscope.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/**
 * How fast this machine trains, learnt from its own trials and kept in a file. Before the first trial it is a guess
 * from the rate of matrix products. Safe for use by several threads.
 */
final class TrialSpeed {
    private static final Logger LOG = System.getLogger(TrialSpeed.class.getName());
    /** What is left of the rate of large products in a trial of a small model, with its evaluations. */
    private static final double SHARE_OF_PRODUCTS = 0.4;

    private static final double WEIGHT_OF_NEWS = 0.5;

    private final Path file;
    private final DoubleSupplier productRate;
    private double operationsPerSecond;

    /** What the file holds. */
    record Stored(@JsonProperty("operations_per_second") double operationsPerSecond) {}

    /** @param productRate operations a second in matrix products; asked for once, if nothing is known of this machine */
    TrialSpeed(Path file, DoubleSupplier productRate) {
        this.file = file;
        this.productRate = productRate;
    }

    /** Milliseconds for {@code operations} floating-point operations. */
    synchronized long millis(double operations) {
        return Math.round(operations / known() * 1000);
    }

    /** Learns from a trial of {@code operations} that took {@code millis}. */
    synchronized void learn(double operations, long millis) {
        if (millis < 1 || !(operations > 0)) {
            return;
        }
        operationsPerSecond = known() + WEIGHT_OF_NEWS * (operations / millis * 1000 - known());
        try {
            StrictJson.write(file, new Stored(operationsPerSecond));
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "The speed of this machine can't be kept in " + file + ".", e);
        }
    }

    private double known() {
        if (operationsPerSecond == 0) {
            operationsPerSecond = read(file).orElseGet(() -> SHARE_OF_PRODUCTS * productRate.getAsDouble());
        }
        return operationsPerSecond;
    }

    private static OptionalDouble read(Path file) {
        if (Files.exists(file)) {
            try {
                double stored = StrictJson.read(file, Stored.class).operationsPerSecond();
                if (stored > 0 && Double.isFinite(stored)) {
                    return OptionalDouble.of(stored);
                }
            } catch (RequestException e) {
                LOG.log(Logger.Level.DEBUG, "The speed of this machine is guessed anew.", e);
            }
        }
        return OptionalDouble.empty();
    }
}
