package org.rankscope.runtime.cuda;

/**
 * A device that the driver shows to this process.
 *
 * @param index in the driver's order, which {@code CUDA_VISIBLE_DEVICES} and {@code CUDA_DEVICE_ORDER} change
 * @param uuid 32 hexadecimal digits in five groups, without the {@code GPU-} that NVML puts before it
 * @param computeMajor of its compute capability, 9 of 9.0
 */
public record CudaDevice(int index, String name, String uuid, long memoryBytes, int computeMajor, int computeMinor) {
    /** Whether both compute alike and have as much memory, but for what a display takes of it. */
    boolean isLike(CudaDevice other) {
        return name.equals(other.name)
                && Math.abs(memoryBytes - other.memoryBytes) <= other.memoryBytes / 16
                && computeCapability().equals(other.computeCapability());
    }

    public String computeCapability() {
        return computeMajor + "." + computeMinor;
    }
}
