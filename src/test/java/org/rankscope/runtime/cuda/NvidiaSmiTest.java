package org.rankscope.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Lines as published logs show them, without their units. */
class NvidiaSmiTest {
    private static final String FIRST = "e82ab913-2d6b-1a55-89a8-9ad23a5a09cf";

    @Test
    void processesAreThoseOfTheDevice() {
        NvidiaSmi smi = answering(
                "GPU-e82ab913-2d6b-1a55-89a8-9ad23a5a09cf, 2069192, 77002",
                "GPU-e82ab913-2d6b-1a55-89a8-9ad23a5a09cf, 2680904, 518",
                "GPU-f7c1496c-b7f5-b1d2-78ea-68826f778059, 2198486, 74278",
                "GPU-cfd9ce0a-b7af-895a-f54c-4f175b610977, 2680904, 518");
        List<GpuMonitor.Process> expected = List.of(
                new GpuMonitor.Process(2069192, OptionalLong.of(77002L << 20)),
                new GpuMonitor.Process(2680904, OptionalLong.of(518L << 20)));
        assertEquals(expected, smi.processes(FIRST));
        assertEquals(expected, smi.processes("GPU-" + FIRST));
    }

    @Test
    void memoryThatIsNotToldIsNotTakenForNone() {
        NvidiaSmi smi = answering("GPU-" + FIRST + ", 4711, [N/A]", "GPU-" + FIRST + ", 4712, [Not Supported]");
        assertEquals(
                List.of(
                        new GpuMonitor.Process(4711, OptionalLong.empty()),
                        new GpuMonitor.Process(4712, OptionalLong.empty())),
                smi.processes(FIRST));
    }

    @Test
    void aDeviceIsFoundByItsUuid() {
        NvidiaSmi smi = answering(
                "GPU-8b89b58e-b427-108d-ac50-06138d78fe78, NVIDIA RTX PRO 6000 Blackwell Server Edition, 97887, 0",
                "GPU-03a041b7-8abf-360a-d1a2-dfd70188cd5f, NVIDIA RTX PRO 6000 Blackwell Server Edition, 97887, 5");
        assertEquals(
                Optional.of(new GpuMonitor.Gpu(
                        "GPU-03a041b7-8abf-360a-d1a2-dfd70188cd5f",
                        "NVIDIA RTX PRO 6000 Blackwell Server Edition",
                        97887L << 20,
                        5L << 20)),
                smi.gpu("03a041b7-8abf-360a-d1a2-dfd70188cd5f"));
        assertEquals(Optional.empty(), smi.gpu(FIRST));
    }

    @Test
    void aDriverVersionIsToldFromAnErrorOnStandardOutput() {
        assertEquals(
                Optional.of("580.126.09"), answering("580.126.09", "580.126.09").driverVersion());
        assertEquals(
                Optional.empty(),
                answering("NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.")
                        .driverVersion());
    }

    private static NvidiaSmi answering(String... lines) {
        return new NvidiaSmi(question -> List.of(lines));
    }
}
