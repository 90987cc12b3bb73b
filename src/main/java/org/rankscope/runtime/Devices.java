package org.rankscope.runtime;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.rankscope.runtime.cuda.CudaDevice;
import org.rankscope.runtime.cuda.CudaObstacle;
import org.rankscope.runtime.cuda.CudaStatus;
import org.rankscope.runtime.cuda.DriverState;
import org.rankscope.runtime.cuda.GpuMonitor;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GraphicsCard;
import oshi.hardware.HardwareAbstractionLayer;

/** What this machine has to train on. */
public final class Devices {
    /** Asked every few seconds while a window is open. */
    private static final class Monitor {
        static final Optional<GpuMonitor> FOUND = GpuMonitor.find();
    }

    private Devices() {}

    /**
     * One device.
     *
     * @param index among the devices of its kind, from 0
     * @param memoryBytes its whole memory
     * @param freeMemoryBytes what of it is free now; null where that is not known
     * @param usable whether a trial can run on it
     * @param obstacle what stands in the way, in a word; null where nothing does
     * @param note why not, in a sentence, or how
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Description(
            Device.Kind device,
            int index,
            String name,
            long memoryBytes,
            Long freeMemoryBytes,
            boolean usable,
            CudaObstacle.Kind obstacle,
            String note) {
        /** To run on. */
        public Device where() {
            return new Device(device, index);
        }
    }

    /** Loads ONNX Runtime, though no device: what is used next is then there at once. */
    public static void loadRuntime() {
        OnnxLibraries.environment();
    }

    /** The processor first, then NVIDIA's GPUs, or one entry that says why there is none. */
    public static List<Description> list() {
        HardwareAbstractionLayer hardware = new SystemInfo().getHardware();
        CentralProcessor processor = hardware.getProcessor();
        Description cpu = new Description(
                Device.Kind.CPU,
                0,
                processor.getProcessorIdentifier().getName().strip(),
                hardware.getMemory().getTotal(),
                hardware.getMemory().getAvailable(),
                true,
                null,
                processor.getPhysicalProcessorCount() + " cores, " + processor.getLogicalProcessorCount() + " threads");
        CudaStatus cuda = CudaProvider.status();
        List<Description> graphics = cuda.devices().isEmpty() ? reported(hardware, cuda) : shown(cuda);
        return Stream.concat(Stream.of(cpu), graphics.stream()).toList();
    }

    /** What the driver shows. */
    private static List<Description> shown(CudaStatus cuda) {
        return cuda.devices().stream()
                .map(device -> description(
                        cuda,
                        device.index(),
                        device.name(),
                        device.memoryBytes(),
                        Monitor.FOUND
                                .flatMap(found -> found.gpu(device.uuid()))
                                .map(gpu -> gpu.totalBytes() - gpu.usedBytes()),
                        "compute capability " + device.computeCapability()
                                + cuda.driver()
                                        .flatMap(DriverState::version)
                                        .map(version -> ", driver " + version)
                                        .orElse("")))
                .toList();
    }

    /** What the system reports of cards where the driver shows none or wasn't asked. */
    private static List<Description> reported(HardwareAbstractionLayer hardware, CudaStatus cuda) {
        List<Description> cards = cards(hardware)
                .map(card -> description(cuda, 0, card.getName(), card.getVRam(), Optional.empty(), ""))
                .toList();
        return cards.isEmpty() ? List.of(description(cuda, 0, "none found", 0, Optional.empty(), "")) : cards;
    }

    /** Those of NVIDIA's. */
    private static Stream<GraphicsCard> cards(HardwareAbstractionLayer hardware) {
        return hardware.getGraphicsCards().stream().filter(card -> (card.getVendor() + card.getName())
                .toLowerCase(Locale.ROOT)
                .contains("nvidia"));
    }

    private static Description description(
            CudaStatus cuda, int index, String name, long memoryBytes, Optional<Long> freeBytes, String note) {
        return new Description(
                Device.Kind.CUDA,
                index,
                name,
                memoryBytes,
                freeBytes.orElse(null),
                cuda.obstacle().isEmpty(),
                cuda.obstacle().map(CudaObstacle::kind).orElse(null),
                cuda.obstacle().map(CudaObstacle::sentence).orElse(note));
    }

    /** Why CUDA can't be used here; empty if it can. */
    public static Optional<CudaObstacle> cudaObstacle() {
        return CudaProvider.status().obstacle();
    }

    /** Looks again for what is missing of CUDA, after a person has named a folder. */
    public static void lookAgain() {
        CudaProvider.forgetObstacle();
    }

    /** Whether there is a driver or a card of NVIDIA's, whether or not it can be used. */
    public static boolean hasNvidia() {
        return CudaProvider.status().driver().filter(DriverState::found).isPresent()
                || Monitor.FOUND.isPresent()
                || cards(new SystemInfo().getHardware()).findAny().isPresent();
    }

    /** How many devices CUDA shows this process. */
    static int cudaCount() {
        return CudaProvider.status().devices().size();
    }

    /** Those of them that are like the first. */
    static List<Device> cudaAlike() {
        return CudaProvider.status().alike().stream()
                .map(device -> Device.cuda(device.index()))
                .toList();
    }

    /**
     * The memory that training on a device takes from.
     *
     * @param place whose it is: "this machine", or the device with its name
     * @param bytes all of it
     * @param freeBytes what programs could take now without others giving any back; all of it where a GPU's driver is the only
     *     one to ask
     */
    public record Memory(String place, long bytes, long freeBytes) {}

    /** That of {@code device}, as it is now. */
    public static Memory memory(Device device) {
        return device.isCuda()
                ? memory(cuda(device), Monitor.FOUND)
                : new Memory("this machine", memoryBytes(), freeMemoryBytes());
    }

    static Memory memory(CudaDevice device, Optional<GpuMonitor> monitor) {
        long used = monitor.flatMap(found -> found.gpu(device.uuid()))
                .map(GpuMonitor.Gpu::usedBytes)
                .orElse(0L);
        return new Memory(
                Device.cuda(device.index()) + " (" + device.name() + ")",
                device.memoryBytes(),
                Math.max(0, device.memoryBytes() - used));
    }

    /** Memory of this machine. */
    public static long memoryBytes() {
        return new SystemInfo().getHardware().getMemory().getTotal();
    }

    private static long freeMemoryBytes() {
        return new SystemInfo().getHardware().getMemory().getAvailable();
    }

    /** What people call {@code device}. */
    public static String name(Device device) {
        return device.isCuda() ? cuda(device).name() : "CPU";
    }

    private static CudaDevice cuda(Device device) {
        return CudaProvider.status().devices().get(device.index());
    }

    /** Cores that matrix products can use: physical ones, as many as this process may run on, at least 1. */
    public static int cores() {
        return Math.max(1, Math.min(Processor.CORES, Runtime.getRuntime().availableProcessors()));
    }

    /** Looked at once: it takes milliseconds, every session asks, and the machine keeps its processor. */
    private static final class Processor {
        static final int CORES = new SystemInfo().getHardware().getProcessor().getPhysicalProcessorCount();
    }
}
