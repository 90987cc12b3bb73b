package org.rankscope.runtime.cuda;

import java.util.List;
import java.util.Optional;

/**
 * What NVIDIA's driver answered.
 *
 * @param found whether its library is there; all else means nothing where it isn't
 * @param cudaVersion the newest CUDA that it knows: 12040 for 12.4
 * @param version its own version, such as 550.54.15, where that can be known
 * @param error of its first call that failed; empty if none did
 * @param devices those that this process may use
 */
public record DriverState(
        boolean found, int cudaVersion, Optional<String> version, Optional<Error> error, List<CudaDevice> devices) {
    public static final DriverState MISSING = new DriverState(false, 0, Optional.empty(), Optional.empty(), List.of());

    public DriverState {
        devices = List.copyOf(devices);
    }

    /** A CUresult of cuda.h with the driver's words for it. */
    public record Error(int code, String words) {}
}
