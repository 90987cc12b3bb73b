package org.rankscope.runtime;

import java.util.Optional;
import org.rankscope.runtime.cuda.CudaDevice;
import org.rankscope.runtime.cuda.DeviceUse;
import org.rankscope.runtime.cuda.GpuMonitor;

/**
 * A GPU's memory, looked at from time to time by a thread of its own, and once more whenever the peak is asked for. ONNX
 * Runtime's arena keeps what it has once taken until its session is closed, so nothing that matters is missed between two
 * looks. Where neither NVML nor nvidia-smi is there, 0 is told.
 */
final class DeviceMemory implements PeakMemory {
    private final Optional<DeviceUse> use;
    private final Thread thread;

    DeviceMemory(Device device) {
        CudaDevice described = CudaProvider.status().devices().get(device.index());
        Optional<GpuMonitor> monitor = GpuMonitor.find();
        use = monitor.map(found ->
                new DeviceUse(found, described.uuid(), ProcessHandle.current().pid()));
        thread = new Thread(() -> watch(monitor.map(GpuMonitor::pauseMillis).orElse(0)), "device memory");
        thread.setDaemon(true);
        if (use.isPresent()) {
            thread.start();
        }
    }

    private void watch(int pauseMillis) {
        try {
            while (true) {
                bytes();
                Thread.sleep(pauseMillis);
            }
        } catch (InterruptedException e) {
            System.getLogger(DeviceMemory.class.getName()).log(System.Logger.Level.TRACE, "closed");
        }
    }

    @Override
    public synchronized long bytes() {
        use.ifPresent(DeviceUse::look);
        return use.map(DeviceUse::peakBytes).orElse(0L);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
