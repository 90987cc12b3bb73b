package org.rankscope.runtime.cuda;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Whether CUDA can be used by this process.
 *
 * @param obstacle why it can't be; empty if it can, and then its libraries are loaded
 * @param driver what the driver answered, if it was asked
 * @param libraries those of CUDA that are loaded, in that order
 */
public record CudaStatus(Optional<CudaObstacle> obstacle, Optional<DriverState> driver, List<Path> libraries) {
    public CudaStatus {
        libraries = List.copyOf(libraries);
    }

    /**
     * Looks at this machine, and loads CUDA's libraries where they can be used. Slow the first time.
     *
     * @param hasCudaBuild whether the program was built with ONNX Runtime for GPUs; where not, nothing else is looked at
     * @param loadProvider loads its CUDA provider; gives its words where that fails
     */
    public static CudaStatus ofThisMachine(BooleanSupplier hasCudaBuild, Supplier<Optional<String>> loadProvider) {
        return new CudaCheck(new LocalCudaSystem(hasCudaBuild, loadProvider)).run();
    }

    /** Devices that the driver shows, usable or not. */
    public List<CudaDevice> devices() {
        return driver.map(DriverState::devices).orElse(List.of());
    }

    /** Those of them that are the same product as the first, which is one of them. */
    public List<CudaDevice> alike() {
        return devices().stream()
                .filter(device -> device.isLike(devices().get(0)))
                .toList();
    }
}
