package org.rankscope.ui.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What there is to train on.
 *
 * @param choices at least one; the first is the usual one
 * @param obstacle why CUDA can't be used, in a sentence; empty if it can, and where a program for processors finds nothing of
 *     NVIDIA's
 * @param asksForFolder whether naming the folder of CUDA's libraries may help, or one is named
 * @param cudaFolder as the settings name it; empty where they are looked for
 */
public record DeviceFacts(
        List<DeviceChoice> choices, String obstacle, boolean asksForFolder, Optional<Path> cudaFolder) {
    public DeviceFacts {
        choices = List.copyOf(choices);
    }
}
