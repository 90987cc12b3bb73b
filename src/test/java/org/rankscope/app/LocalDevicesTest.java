package org.rankscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rankscope.model.Precision;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Devices;
import org.rankscope.runtime.cuda.CudaObstacle;
import org.rankscope.ui.setup.DeviceChoice;
import org.rankscope.ui.setup.DeviceFacts;

class LocalDevicesTest {
    private static final Devices.Description CPU = new Devices.Description(
            Device.Kind.CPU, 0, "AMD EPYC", 16L << 30, 12L << 30, true, null, "4 cores, 8 threads");

    @Test
    void aProcessorAloneIsNoChoice() {
        List<DeviceChoice> choices = LocalDevices.choices(List.of(CPU), 1);
        assertEquals(1, choices.size());
        assertEquals("auto", choices.get(0).id());
        assertEquals("CPU", choices.get(0).title());
        assertFalse(choices.get(0).precisions().contains(Precision.TF32));
    }

    @Test
    void thisMachineOffersWhatASpecificationMayName() {
        DeviceFacts facts = new LocalDevices().look();
        facts.choices().forEach(choice -> {
            Device device = Device.parse(choice.id());
            assertEquals(choice.cuda(), device.isCuda());
            choice.precisions().forEach(precision -> assertTrue(precision.isFor(device)));
        });
        boolean forProcessors = Devices.cudaObstacle()
                .filter(one -> one.kind() == CudaObstacle.Kind.CPU_BUILD)
                .isPresent();
        if (forProcessors && !Devices.hasNvidia()) {
            assertEquals(
                    List.of("CPU"),
                    facts.choices().stream().map(DeviceChoice::title).toList());
            assertEquals("", facts.obstacle());
            assertFalse(facts.asksForFolder());
        }
    }

    @Test
    void whatCannotBeUsedIsTheProcessorForAdviceAndMemory() {
        assertEquals(Device.CPU, LocalDevices.deviceOr("gpu"));
        String use = LocalDevices.use(Device.CPU);
        assertTrue(use.matches("CPU, \\d+ cores? · .+ of .+ in use"), use);
    }
}
