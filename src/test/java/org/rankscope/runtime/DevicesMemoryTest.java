package org.rankscope.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rankscope.runtime.cuda.CudaDevice;
import org.rankscope.runtime.cuda.GpuMonitor;

class DevicesMemoryTest {
    private static final CudaDevice SECOND = new CudaDevice(1, "NVIDIA A10", "1234", 24L << 30, 8, 6);

    /** Says what a device has in use. */
    private record Fixed(long usedBytes) implements GpuMonitor {
        @Override
        public Optional<String> driverVersion() {
            return Optional.empty();
        }

        @Override
        public Optional<Gpu> gpu(String uuid) {
            return uuid.equals(SECOND.uuid())
                    ? Optional.of(new Gpu("GPU-" + uuid, "NVIDIA A10", 24L << 30, usedBytes))
                    : Optional.empty();
        }

        @Override
        public List<Process> processes(String uuid) {
            return List.of();
        }

        @Override
        public int pauseMillis() {
            return 1;
        }
    }

    @Test
    void aDevicesMemoryIsItsOwnLessWhatOthersHold() {
        assertEquals(
                new Devices.Memory("cuda:1 (NVIDIA A10)", 24L << 30, 20L << 30),
                Devices.memory(SECOND, Optional.of(new Fixed(4L << 30))));
        assertEquals(24L << 30, Devices.memory(SECOND, Optional.empty()).freeBytes());
    }

    @Test
    void theProcessorsIsTheMachines() {
        Devices.Memory memory = Devices.memory(Device.CPU);
        assertEquals("this machine", memory.place());
        assertTrue(0 < memory.freeBytes() && memory.freeBytes() <= memory.bytes());
    }
}
