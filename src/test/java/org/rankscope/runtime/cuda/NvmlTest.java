package org.rankscope.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Memory;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Structures as a C compiler lays them out on 64-bit machines: nvml.h of CUDA 12. */
class NvmlTest {
    @Test
    void memoryInfoIsThreeLongs() {
        assertEquals(24, new Nvml.MemoryInfo().size());
    }

    @Test
    void theMemoryOfAProcessStandsAfterFourBytesOfPadding() {
        Memory memory = new Memory(48);
        memory.clear();
        memory.setInt(24, (int) 4_000_000_000L);
        memory.setLong(32, 123L << 30);
        memory.setInt(40, -1);
        memory.setInt(44, -1);
        Nvml.ProcessInfo info = new Nvml.ProcessInfo(memory.share(24));
        assertEquals(24, info.size());
        assertEquals(new GpuMonitor.Process(4_000_000_000L, OptionalLong.of(123L << 30)), info.process());
    }

    @Test
    void memoryThatIsNotAvailableIsEmpty() {
        Memory memory = new Memory(24);
        memory.clear();
        memory.setInt(0, 17);
        memory.setLong(8, -1);
        assertEquals(new GpuMonitor.Process(17, OptionalLong.empty()), new Nvml.ProcessInfo(memory).process());
    }
}
