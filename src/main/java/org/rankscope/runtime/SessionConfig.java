package org.rankscope.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a session runs.
 *
 * @param profile prefix of a profile file that ONNX Runtime writes when the session closes
 * @param optimized whether ONNX Runtime may rewrite the graph
 * @param disabledOptimizers rewritings that it may not do all the same, by ONNX Runtime's names
 */
public record SessionConfig(Device device, Optional<Path> profile, boolean optimized, List<String> disabledOptimizers) {
    public SessionConfig {
        disabledOptimizers = List.copyOf(disabledOptimizers);
    }

    public static SessionConfig on(Device device) {
        return new SessionConfig(device, Optional.empty(), true, List.of());
    }

    public SessionConfig withProfile(Path prefix) {
        return new SessionConfig(device, Optional.of(prefix), optimized, disabledOptimizers);
    }

    /** The graph as it is written, node for node. */
    public SessionConfig asWritten() {
        return new SessionConfig(device, profile, false, disabledOptimizers);
    }

    /** Without {@code optimizer} either. */
    SessionConfig alsoWithout(String optimizer) {
        List<String> all = Stream.concat(disabledOptimizers.stream(), Stream.of(optimizer))
                .distinct()
                .toList();
        return new SessionConfig(device, profile, optimized, all);
    }
}
