package org.rankscope.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a session runs.
 *
 * @param threads threads of one operator; 0 for all cores
 * @param prepack whether constant operands of products are copied into the layout that the kernels like
 * @param optimize whether ONNX Runtime may rewrite the graph
 * @param profile prefix of a profile file that is written when the session closes
 * @param optimizedModel file that the rewritten graph is written to, for looking at
 */
public record SessionConfig(
        Device device, int threads, boolean prepack, boolean optimize, Optional<Path> profile, Optional<Path> optimizedModel) {
    public static SessionConfig on(Device device) {
        return new SessionConfig(device, 0, false, true, Optional.empty(), Optional.empty());
    }

    public SessionConfig withThreads(int count) {
        return new SessionConfig(device, count, prepack, optimize, profile, optimizedModel);
    }

    public SessionConfig withPrepack(boolean on) {
        return new SessionConfig(device, threads, on, optimize, profile, optimizedModel);
    }

    public SessionConfig withProfile(Path prefix) {
        return new SessionConfig(device, threads, prepack, optimize, Optional.of(prefix), optimizedModel);
    }

    public SessionConfig withOptimizedModel(Path file) {
        return new SessionConfig(device, threads, prepack, optimize, profile, Optional.of(file));
    }
}
