package org.rankscope.runtime;

import java.util.Locale;
import org.rankscope.io.RequestException;

/** Where a graph runs. */
public enum Device {
    CPU,
    CUDA;

    /**
     * The device that a specification asks for: {@code auto}, {@code cpu} or {@code cuda}.
     *
     * @throws RequestException if it is unknown or can't be used here, with the reason
     */
    public static Device parse(String wanted) {
        return switch (wanted.toLowerCase(Locale.ROOT)) {
            case "auto" -> Devices.cudaObstacle().isEmpty() ? CUDA : CPU;
            case "cpu" -> CPU;
            case "cuda" -> {
                Devices.cudaObstacle().ifPresent(obstacle -> {
                    throw new RequestException(
                            "device: cuda can't be used here: " + obstacle + " Use \"cpu\" or \"auto\".");
                });
                yield CUDA;
            }
            default -> throw new RequestException("device: expected auto, cpu or cuda, found '" + wanted + "'.");
        };
    }
}
