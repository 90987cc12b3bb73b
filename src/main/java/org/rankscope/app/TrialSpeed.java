package org.rankscope.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Precision;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Devices;

/**
 * How fast this machine's devices train in each precision, learnt from their own trials and kept in a file. Before the first
 * trial a processor's speed is guessed from the rate of its matrix products; a GPU's is not known, since measuring it would
 * take memory of it for as long as the window is open. Safe for use by several threads.
 */
final class TrialSpeed {
    private static final Logger LOG = System.getLogger(TrialSpeed.class.getName());
    /** What is left of the rate of large products in a trial of a small model, with its evaluations. */
    private static final double SHARE_OF_PRODUCTS = 0.4;

    /** What is left of it where a processor rounds to 16 bits after each operator. Measured: 0.58 to 0.6. */
    private static final double SHARE_OF_ROUNDED = 0.6;

    private static final double WEIGHT_OF_NEWS = 0.5;

    private final Path file;
    private final DoubleSupplier productRate;
    private Map<String, Double> operationsPerSecond;

    /**
     * On what, and in what.
     *
     * @param device its name: devices of one kind are as fast
     */
    record Way(String device, Precision precision) {
        private static final Way USUAL = new Way(Devices.name(Device.CPU), Precision.FP32);

        private boolean isOfProcessor() {
            return device.equals(USUAL.device());
        }

        /** {@code CPU bf16}. */
        @Override
        public String toString() {
            return device + " " + precision.json();
        }
    }

    /** What the file holds, by the names of ways. */
    record Stored(@JsonProperty("operations_per_second") Map<String, Double> operationsPerSecond) {
        Stored {
            operationsPerSecond = operationsPerSecond == null ? Map.of() : operationsPerSecond;
        }
    }

    /** @param productRate the processor's operations a second in matrix products; asked for if nothing is known of it */
    TrialSpeed(Path file, DoubleSupplier productRate) {
        this.file = file;
        this.productRate = productRate;
    }

    /** Milliseconds for {@code operations} floating-point operations; empty where nothing is known of {@code way}. */
    synchronized OptionalLong millis(Way way, double operations) {
        OptionalDouble known = known(way);
        return known.isPresent()
                ? OptionalLong.of(Math.round(operations / known.getAsDouble() * 1000))
                : OptionalLong.empty();
    }

    /** Learns from a trial of {@code operations} that took {@code millis}. */
    synchronized void learn(Way way, double operations, long millis) {
        if (millis < 1 || !(operations > 0)) {
            return;
        }
        double seen = operations / millis * 1000;
        double before = known(way).orElse(seen);
        operationsPerSecond.put(way.toString(), before + WEIGHT_OF_NEWS * (seen - before));
        try {
            StrictJson.write(file, new Stored(operationsPerSecond));
        } catch (IOException e) {
            LOG.log(Logger.Level.DEBUG, "The speed of this machine can't be kept in " + file + ".", e);
        }
    }

    private OptionalDouble known(Way way) {
        if (operationsPerSecond == null) {
            operationsPerSecond = read(file);
        }
        Double own = operationsPerSecond.get(way.toString());
        if (own != null) {
            return OptionalDouble.of(own);
        } else if (!way.isOfProcessor()) {
            return OptionalDouble.empty();
        }
        double usual = operationsPerSecond.computeIfAbsent(
                Way.USUAL.toString(), none -> SHARE_OF_PRODUCTS * productRate.getAsDouble());
        return OptionalDouble.of(way.precision().half().isPresent() ? SHARE_OF_ROUNDED * usual : usual);
    }

    private static Map<String, Double> read(Path file) {
        if (Files.exists(file)) {
            try {
                Map<String, Double> stored =
                        new TreeMap<>(StrictJson.read(file, Stored.class).operationsPerSecond());
                stored.values().removeIf(speed -> speed == null || !(speed > 0) || Double.isInfinite(speed));
                return stored;
            } catch (RequestException e) {
                LOG.log(Logger.Level.DEBUG, "The speed of this machine is guessed anew.", e);
            }
        }
        return new TreeMap<>();
    }
}
