package org.rankscope.ui.setup;

import java.nio.file.Path;
import java.util.Optional;

/** Looks at what there is to train on. Called on job threads. */
public interface DeviceProbe {
    /** What there is; slow the first time. */
    DeviceFacts look();

    /**
     * Keeps {@code folder} as that of CUDA's libraries, or has the usual places looked at, and looks again.
     *
     * @throws org.rankscope.io.RequestException with one sentence if it is no folder, or can't be kept
     */
    DeviceFacts lookIn(Optional<Path> folder);
}
