package org.rankscope.ui.setup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rankscope.io.RequestException;
import org.rankscope.model.Precision;
import org.rankscope.runtime.cuda.CudaFolder;

/** Devices of a machine that is made up; a folder that is named and exists has CUDA's libraries. */
public final class FixedDevices implements DeviceProbe {
    private static final Set<Precision> ON_A_PROCESSOR = EnumSet.complementOf(EnumSet.of(Precision.TF32));
    private static final DeviceChoice CPU =
            new DeviceChoice("auto", "CPU", "AMD Ryzen 7 7700X, 8 cores, 23.4 GiB", false, ON_A_PROCESSOR);

    public static final DeviceFacts PROCESSOR = new DeviceFacts(List.of(CPU), "", false, Optional.empty());

    public static final DeviceFacts GPUS = new DeviceFacts(
            List.of(
                    gpu(
                            "auto",
                            "Automatic",
                            "NVIDIA RTX 4090, 24.0 GiB, 23.1 GiB free",
                            EnumSet.allOf(Precision.class)),
                    CPU.withId("cpu"),
                    gpu("cuda:0", "NVIDIA RTX 4090", "24.0 GiB, 23.1 GiB free", EnumSet.allOf(Precision.class)),
                    gpu(
                            "cuda:1",
                            "NVIDIA Tesla T4",
                            "15.0 GiB, 14.6 GiB free",
                            EnumSet.complementOf(EnumSet.of(Precision.TF32, Precision.BF16)))),
            "",
            false,
            Optional.empty());

    public static final DeviceFacts NO_LIBRARIES = new DeviceFacts(
            List.of(CPU),
            "libcublasLt.so.12, libcublas.so.12, libcudart.so.12 and libcurand.so.10 were not found (looked in the library"
                    + " path); install CUDA 12.9, build with -Pcuda-redist, or name the folder "
                    + CudaFolder.HOW_TO_NAME + ".",
            true,
            Optional.empty());

    private final DeviceFacts facts;

    public FixedDevices(DeviceFacts facts) {
        this.facts = facts;
    }

    private static DeviceChoice gpu(String id, String title, String note, Set<Precision> precisions) {
        return new DeviceChoice(id, title, note, true, precisions);
    }

    @Override
    public DeviceFacts look() {
        return facts;
    }

    @Override
    public DeviceFacts lookIn(Optional<Path> folder) {
        folder.filter(named -> !Files.isDirectory(named)).ifPresent(named -> {
            throw new RequestException(named + " is no folder; expected the one of CUDA 12's libraries.");
        });
        return folder.isEmpty() ? facts : new DeviceFacts(GPUS.choices(), "", true, folder);
    }
}
