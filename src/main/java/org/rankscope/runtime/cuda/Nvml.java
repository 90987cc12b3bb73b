package org.rankscope.runtime.cuda;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** NVIDIA's management library (nvml.h), which comes with the driver. It is opened once and stays open. */
final class Nvml implements GpuMonitor {
    private static final int SUCCESS = 0;
    private static final int INSUFFICIENT_SIZE = 7;
    /** NVML_VALUE_NOT_AVAILABLE: all bits set. */
    private static final long NOT_AVAILABLE = -1;

    private static final int VERSION_LENGTH = 80;
    private static final int NAME_LENGTH = 96;
    /** What NVML puts before a UUID: nothing more where it is there, a whole GPU, a part of one. */
    private static final List<String> UUID_KINDS = List.of("", "GPU-", "MIG-");

    /** nvmlMemory_t: bytes. */
    @FieldOrder({"total", "free", "used"})
    public static final class MemoryInfo extends Structure {
        public long total;
        public long free;
        public long used;
    }

    /** nvmlProcessInfo_t of nvmlDeviceGetComputeRunningProcesses_v3. */
    @FieldOrder({"pid", "usedGpuMemory", "gpuInstanceId", "computeInstanceId"})
    public static final class ProcessInfo extends Structure {
        public int pid;
        public long usedGpuMemory;
        public int gpuInstanceId;
        public int computeInstanceId;

        public ProcessInfo() {}

        ProcessInfo(Pointer memory) {
            super(memory);
            read();
        }

        Process process() {
            return new Process(
                    Integer.toUnsignedLong(pid),
                    usedGpuMemory == NOT_AVAILABLE ? OptionalLong.empty() : OptionalLong.of(usedGpuMemory));
        }
    }

    /** The functions used, as nvml.h declares them: nvmlReturn_t is an int, nvmlDevice_t a pointer. */
    interface Api extends Library {
        int nvmlInit_v2();

        int nvmlSystemGetDriverVersion(byte[] version, int length);

        int nvmlDeviceGetHandleByUUID(String uuid, PointerByReference device);

        int nvmlDeviceGetUUID(Pointer device, byte[] uuid, int length);

        int nvmlDeviceGetName(Pointer device, byte[] name, int length);

        int nvmlDeviceGetMemoryInfo(Pointer device, MemoryInfo memory);

        int nvmlDeviceGetComputeRunningProcesses_v3(Pointer device, IntByReference count, Pointer infos);
    }

    private final Api api;

    private Nvml(Api api) {
        this.api = api;
    }

    /** Empty where the library is missing or doesn't begin, as without a driver. */
    static Optional<Nvml> open() {
        try {
            Api api = Native.load(Platform.isWindows() ? "nvml" : "libnvidia-ml.so.1", Api.class);
            return api.nvmlInit_v2() == SUCCESS ? Optional.of(new Nvml(api)) : Optional.empty();
        } catch (LinkageError e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> driverVersion() {
        byte[] version = new byte[VERSION_LENGTH];
        return api.nvmlSystemGetDriverVersion(version, version.length) == SUCCESS
                ? Optional.of(Native.toString(version))
                : Optional.empty();
    }

    @Override
    public Optional<Gpu> gpu(String uuid) {
        return handle(uuid).flatMap(this::describe);
    }

    private Optional<Gpu> describe(Pointer device) {
        byte[] uuid = new byte[NAME_LENGTH];
        byte[] name = new byte[NAME_LENGTH];
        MemoryInfo memory = new MemoryInfo();
        boolean answered = api.nvmlDeviceGetUUID(device, uuid, uuid.length) == SUCCESS
                && api.nvmlDeviceGetName(device, name, name.length) == SUCCESS
                && api.nvmlDeviceGetMemoryInfo(device, memory) == SUCCESS;
        return answered
                ? Optional.of(new Gpu(Native.toString(uuid), Native.toString(name), memory.total, memory.used))
                : Optional.empty();
    }

    @Override
    public List<Process> processes(String uuid) {
        return handle(uuid).map(this::processes).orElse(List.of());
    }

    private List<Process> processes(Pointer device) {
        int size = new ProcessInfo().size();
        IntByReference count = new IntByReference(16);
        Memory infos = new Memory((long) size * count.getValue());
        int result = api.nvmlDeviceGetComputeRunningProcesses_v3(device, count, infos);
        while (result == INSUFFICIENT_SIZE) {
            // The number that there were; more may have begun since.
            count.setValue(2 * count.getValue());
            infos = new Memory((long) size * count.getValue());
            result = api.nvmlDeviceGetComputeRunningProcesses_v3(device, count, infos);
        }
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < count.getValue() && result == SUCCESS; i++) {
            processes.add(new ProcessInfo(infos.share((long) size * i)).process());
        }
        return processes;
    }

    @Override
    public int pauseMillis() {
        return 50;
    }

    private Optional<Pointer> handle(String uuid) {
        PointerByReference device = new PointerByReference();
        return UUID_KINDS.stream()
                .map(kind -> kind + uuid)
                .filter(name -> api.nvmlDeviceGetHandleByUUID(name, device) == SUCCESS)
                .findFirst()
                .map(name -> device.getValue());
    }
}
