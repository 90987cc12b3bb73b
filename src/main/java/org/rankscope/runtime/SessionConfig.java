package org.rankscope.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How a session runs.
 *
 * @param profile prefix of a profile file that ONNX Runtime writes when the session closes
 */
public record SessionConfig(Device device, Optional<Path> profile) {
    public static SessionConfig on(Device device) {
        return new SessionConfig(device, Optional.empty());
    }

    public SessionConfig withProfile(Path prefix) {
        return new SessionConfig(device, Optional.of(prefix));
    }
}
