package org.rankscope.runtime.cuda;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The most bytes that a process was seen to hold of a device: what the driver says of the process. Where it never says
 * (on Windows, for devices that also show pictures; in a container, whose processes have other numbers outside it), what
 * the device had in use beyond what it had when this was made, which is the same as long as no other process begins or
 * ends there. For one thread at a time.
 */
public final class DeviceUse {
    private final GpuMonitor monitor;
    private final String uuid;
    private final long pid;
    private final Optional<Long> usedBefore;
    private OptionalLong own = OptionalLong.empty();
    private long grown;

    /** @param pid the process */
    public DeviceUse(GpuMonitor monitor, String uuid, long pid) {
        this.monitor = monitor;
        this.uuid = uuid;
        this.pid = pid;
        this.usedBefore = monitor.gpu(uuid).map(GpuMonitor.Gpu::usedBytes);
    }

    /** Looks once more. */
    public void look() {
        OptionalLong now = monitor.processes(uuid).stream()
                .filter(process -> process.pid() == pid && process.bytes().isPresent())
                .mapToLong(process -> process.bytes().getAsLong())
                .reduce(Long::sum);
        if (now.isPresent()) {
            own = OptionalLong.of(Math.max(own.orElse(0), now.getAsLong()));
        } else if (own.isEmpty() && usedBefore.isPresent()) {
            monitor.gpu(uuid).ifPresent(gpu -> grown = Math.max(grown, gpu.usedBytes() - usedBefore.get()));
        }
    }

    /** Of all looks so far; 0 where nothing was told. */
    public long peakBytes() {
        return own.orElse(grown);
    }
}
