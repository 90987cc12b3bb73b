package org.rankscope.runtime;

import io.soabase.recordbuilder.core.RecordBuilder;
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
 * @param tf32 whether a CUDA device may round the factors of float32 products to TF32
 * @param wholly whether a graph is refused that has a node without a kernel for the device, in place of running that on the CPU
 */
@RecordBuilder
public record SessionConfig(
        Device device,
        Optional<Path> profile,
        boolean optimized,
        List<String> disabledOptimizers,
        boolean tf32,
        boolean wholly)
        implements SessionConfigBuilder.With {
    public SessionConfig {
        disabledOptimizers = List.copyOf(disabledOptimizers);
    }

    public static SessionConfig on(Device device) {
        return new SessionConfig(device, Optional.empty(), true, List.of(), false, false);
    }

    public SessionConfig withProfile(Path prefix) {
        return withProfile(Optional.of(prefix));
    }

    /** The graph as it is written, node for node. */
    public SessionConfig asWritten() {
        return withOptimized(false);
    }

    /** Without {@code optimizer} either. */
    SessionConfig alsoWithout(String optimizer) {
        List<String> all = Stream.concat(disabledOptimizers.stream(), Stream.of(optimizer))
                .distinct()
                .toList();
        return withDisabledOptimizers(all);
    }
}
