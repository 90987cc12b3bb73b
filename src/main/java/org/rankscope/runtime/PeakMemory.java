package org.rankscope.runtime;

/**
 * The most memory that training has taken where it runs: of this process on the processor, of this process's share of a
 * GPU's memory on the GPU. Make it before the session, which may be what takes most.
 */
public interface PeakMemory extends AutoCloseable {
    /** Bytes, since it was made or before. */
    long bytes();

    @Override
    void close();

    static PeakMemory of(Device device) {
        return device.isCuda() ? new DeviceMemory(device) : Resident.INSTANCE;
    }

    /** The processor's: the system keeps the mark. */
    enum Resident implements PeakMemory {
        INSTANCE;

        @Override
        public long bytes() {
            return MemoryProbe.peakResidentBytes();
        }

        @Override
        public void close() {}
    }
}
