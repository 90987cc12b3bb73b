package org.rankscope.runtime;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.HardwareAbstractionLayer;

/** What this machine has to train on. */
public final class Devices {
    private Devices() {}

    /**
     * One device.
     *
     * @param index among the devices of its kind, from 0
     * @param memoryBytes its whole memory
     * @param usable whether a trial can run on it
     * @param note why not, or how
     */
    public record Description(
            Device.Kind device, int index, String name, long memoryBytes, boolean usable, String note) {
        /** To run on. */
        public Device where() {
            return new Device(device, index);
        }
    }

    /** The processor first, then graphics processors that the system reports. */
    public static List<Description> list() {
        HardwareAbstractionLayer hardware = new SystemInfo().getHardware();
        CentralProcessor processor = hardware.getProcessor();
        Description cpu = new Description(
                Device.Kind.CPU,
                0,
                processor.getProcessorIdentifier().getName().strip(),
                hardware.getMemory().getTotal(),
                true,
                processor.getPhysicalProcessorCount() + " cores, " + processor.getLogicalProcessorCount() + " threads");
        List<Description> graphics = hardware.getGraphicsCards().stream()
                .filter(card ->
                        (card.getVendor() + card.getName()).toLowerCase().contains("nvidia"))
                .map(card -> new Description(
                        Device.Kind.CUDA,
                        0,
                        card.getName(),
                        card.getVRam(),
                        cudaObstacle().isEmpty(),
                        cudaObstacle().orElse("CUDA execution provider")))
                .toList();
        if (graphics.isEmpty()) {
            graphics = List.of(new Description(
                    Device.Kind.CUDA, 0, "none found", 0, false, cudaObstacle().orElse("no NVIDIA GPU found")));
        }
        return Stream.concat(Stream.of(cpu), graphics.stream()).toList();
    }

    /** Why CUDA can't be used here, as a sentence; empty if it can. */
    public static Optional<String> cudaObstacle() {
        return OnnxLibraries.knowCuda()
                ? Optional.empty()
                : Optional.of(
                        "this build of the program comes with ONNX Runtime for the CPU, which has no CUDA provider.");
    }

    /** Memory of this machine. */
    public static long memoryBytes() {
        return new SystemInfo().getHardware().getMemory().getTotal();
    }

    /** Memory of this machine that programs could take now without others giving any back. */
    public static long freeMemoryBytes() {
        return new SystemInfo().getHardware().getMemory().getAvailable();
    }

    /** Cores that matrix products can use: physical ones, as many as this process may run on, at least 1. */
    public static int cores() {
        int physical = new SystemInfo().getHardware().getProcessor().getPhysicalProcessorCount();
        return Math.max(1, Math.min(physical, Runtime.getRuntime().availableProcessors()));
    }
}
