package org.rankscope.runtime.cuda;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What NVIDIA's management tools know: NVML, or the program nvidia-smi where NVML is missing. For any thread. */
public interface GpuMonitor {
    /**
     * A device's memory.
     *
     * @param uuid as the tools write it, with {@code GPU-} or {@code MIG-} before it
     * @param usedBytes by all processes and the driver
     */
    record Gpu(String uuid, String name, long totalBytes, long usedBytes) {}

    /**
     * What a process holds of a device.
     *
     * @param pid as the system sees it, which in a container may be another number than the process's own
     * @param bytes empty where the driver doesn't tell, as on Windows for devices that also show pictures
     */
    record Process(long pid, OptionalLong bytes) {}

    /** The driver's version, such as 550.54.15. */
    Optional<String> driverVersion();

    /** The device of a UUID, with or without its {@code GPU-}; empty where it can't be asked. */
    Optional<Gpu> gpu(String uuid);

    /** The processes that compute on it. */
    List<Process> processes(String uuid);

    /** How long to wait from one question to the next, so that asking costs little. */
    int pauseMillis();

    /** NVML if it is there, else nvidia-smi if that is; empty where neither answers. */
    static Optional<GpuMonitor> find() {
        Optional<GpuMonitor> nvml = Nvml.open().map(found -> found);
        return nvml.isPresent() ? nvml : NvidiaSmi.open().map(found -> found);
    }
}
