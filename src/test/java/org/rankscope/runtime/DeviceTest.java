package org.rankscope.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rankscope.io.RequestException;
import org.rankscope.runtime.cuda.CudaObstacle;

/** On a machine without a GPU as on one that has some: what is said follows what is there. */
class DeviceTest {
    @Test
    void automaticIsCudaOnlyWhereNothingStandsInItsWay() {
        Device expected = Devices.cudaObstacle().isEmpty() ? Device.cuda(0) : Device.CPU;
        assertEquals(expected, Device.parse("auto"));
        assertEquals(Device.CPU, Device.parse("CPU"));
    }

    @Test
    void cudaIsRefusedWithWhatStandsInItsWay() {
        Optional<String> obstacle = Devices.cudaObstacle().map(CudaObstacle::sentence);
        if (obstacle.isPresent()) {
            for (String name : new String[] {"cuda", "cuda:1"}) {
                String message = assertThrows(RequestException.class, () -> Device.parse(name))
                        .getMessage();
                assertEquals(
                        "device: cuda can't be used here: " + obstacle.get() + " Use \"cpu\" or \"auto\".", message);
            }
        } else {
            assertEquals(Device.cuda(0), Device.parse("cuda"));
            assertTrue(assertThrows(RequestException.class, () -> Device.parse("cuda:999"))
                    .getMessage()
                    .startsWith("device: cuda:999 isn't there"));
        }
    }

    @Test
    void anUnknownDeviceIsRefused() {
        assertEquals(
                "device: expected auto, cpu, cuda or cuda:N, found 'cuda:x'.",
                assertThrows(RequestException.class, () -> Device.parse("cuda:x"))
                        .getMessage());
    }

    @Test
    void everyDeviceIsUsableOrSaysWhyNot() {
        for (Devices.Description device : Devices.list()) {
            assertEquals(device.usable(), device.obstacle() == null);
            assertTrue(device.usable() || device.note().endsWith("."), device.note());
        }
    }
}
