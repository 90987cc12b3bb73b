package org.rankscope.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DeviceUseTest {
    private static final long OWN = 4711;
    private static final long OTHER = 17;

    @Test
    void thePeakIsThatOfTheProcessAndNotOfTheDevice() {
        Device device = new Device();
        device.used = 1000;
        DeviceUse use = new DeviceUse(device, "u", OWN);
        device.used = 9000; // another process begins before this one shows
        use.look();
        device.processes = List.of(
                new GpuMonitor.Process(OTHER, OptionalLong.of(8000)),
                new GpuMonitor.Process(OWN, OptionalLong.of(300)));
        use.look();
        device.processes = List.of(new GpuMonitor.Process(OWN, OptionalLong.of(200)));
        use.look();
        device.processes = List.of();
        use.look();
        assertEquals(300, use.peakBytes());
    }

    @Test
    void whereTheDriverDoesNotSayTheDevicesGrowthStandsIn() {
        Device device = new Device();
        device.used = 1000;
        DeviceUse use = new DeviceUse(device, "u", OWN);
        device.processes = List.of(new GpuMonitor.Process(OWN, OptionalLong.empty()));
        device.used = 1700;
        use.look();
        device.used = 1200;
        use.look();
        assertEquals(700, use.peakBytes());
    }

    @Test
    void whereNothingIsToldThePeakIsNone() {
        Device device = new Device();
        device.known = false;
        DeviceUse use = new DeviceUse(device, "u", OWN);
        use.look();
        assertEquals(0, use.peakBytes());
    }

    /** A device whose memory the test sets. */
    private static final class Device implements GpuMonitor {
        private boolean known = true;
        private long used;
        private List<GpuMonitor.Process> processes = List.of();

        @Override
        public Optional<String> driverVersion() {
            return Optional.empty();
        }

        @Override
        public Optional<Gpu> gpu(String uuid) {
            return known ? Optional.of(new Gpu(uuid, "a device", 10_000, used)) : Optional.empty();
        }

        @Override
        public List<GpuMonitor.Process> processes(String uuid) {
            return processes;
        }

        @Override
        public int pauseMillis() {
            return 0;
        }
    }
}
