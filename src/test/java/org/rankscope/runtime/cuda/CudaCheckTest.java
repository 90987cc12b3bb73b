package org.rankscope.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.runtime.cuda.CudaObstacle.Kind;

/** Every reason why CUDA can't be used, from what driver, folders and provider answer. */
class CudaCheckTest {
    private static final List<String> LIBRARIES =
            List.of("libcudart.so.12", "libcublasLt.so.12", "libcublas.so.12", "libcurand.so.10");
    private static final CudaDevice GPU =
            new CudaDevice(0, "NVIDIA A10", "00000000-0000-0000-0000-000000000000", 24L << 30, 8, 6);

    @TempDir
    private Path folder;

    private final Machine machine = new Machine();

    @BeforeEach
    void installCuda() throws IOException {
        for (String library : LIBRARIES) {
            put("usr/local/cuda-12.4/lib64/" + library);
        }
    }

    @Test
    void aMachineThatHasAllLoadsTheLibrariesInTheOrderOfTheirNeeds() throws IOException {
        put("usr/local/cuda-12.4/lib64/libcudnn.so.9");
        CudaStatus status = new CudaCheck(machine).run();
        assertEquals(Optional.empty(), status.obstacle());
        List<Path> expected = new ArrayList<>();
        LIBRARIES.forEach(name -> expected.add(folder.resolve("usr/local/cuda-12.4/lib64/" + name)));
        expected.add(folder.resolve("usr/local/cuda-12.4/lib64/libcudnn.so.9"));
        assertEquals(expected, status.libraries());
        assertEquals(expected, machine.loaded);
        assertEquals(List.of(GPU), status.devices());
    }

    @Test
    void devicesOfTheSameProductAreAlike() {
        CudaDevice twin = new CudaDevice(2, GPU.name(), "2", GPU.memoryBytes() - (64L << 20), 8, 6);
        CudaDevice half = new CudaDevice(3, GPU.name(), "3", GPU.memoryBytes() / 2, 8, 6);
        CudaDevice other = new CudaDevice(1, "NVIDIA L4", "1", GPU.memoryBytes(), 8, 9);
        CudaStatus status = new CudaStatus(
                Optional.empty(),
                Optional.of(new DriverState(
                        true, 12_080, Optional.of("570.86"), Optional.empty(), List.of(GPU, other, twin, half))),
                List.of());
        assertEquals(List.of(GPU, twin), status.alike());
        assertEquals(List.of(), new CudaStatus(Optional.empty(), Optional.empty(), List.of()).alike());
    }

    @Test
    void aBuildForProcessorsIsSaidBeforeTheDriverIsAsked() {
        machine.cudaBuild = false;
        machine.driver = null;
        assertObstacle(
                Kind.CPU_BUILD,
                "this build of the program comes with ONNX Runtime for the CPU, which has no CUDA provider; build it with"
                        + " -Pcuda, or install the package for CUDA.");
    }

    @Test
    void aMissingDriverIsSaid() {
        machine.driver = DriverState.MISSING;
        assertObstacle(
                Kind.NO_DRIVER,
                "there is no NVIDIA driver (libcuda.so.1 was not found); install version 525.60.13 or newer, or let the"
                        + " container have the GPU.");
    }

    @Test
    void anOldDriverIsNamedWithTheOldestThatWillDo() {
        machine.driver = new DriverState(true, 11_040, Optional.of("470.82.01"), Optional.empty(), List.of());
        assertObstacle(
                Kind.DRIVER_TOO_OLD,
                "the NVIDIA driver 470.82.01 is too old: it knows CUDA 11.4, and CUDA 12 is needed; install driver"
                        + " 525.60.13 or newer.");
    }

    @Test
    void theFirstDriverOfCuda12IsNotTooOld() {
        machine.driver = driver(12_000, GPU);
        assertEquals(Optional.empty(), new CudaCheck(machine).run().obstacle());
    }

    @Test
    void theDriversOwnWordsAreTold() {
        machine.driver = new DriverState(
                true,
                12_040,
                Optional.of("550.54.15"),
                Optional.of(
                        new DriverState.Error(803, "system has unsupported display driver / cuda driver combination")),
                List.of());
        assertObstacle(
                Kind.DRIVER_FAILED,
                "the NVIDIA driver 550.54.15 failed: system has unsupported display driver / cuda driver combination"
                        + " (error 803); see whether nvidia-smi works, and restart the machine after an update of the"
                        + " driver.");
    }

    @Test
    void aDriverWithoutDevicesIsSaid() {
        machine.driver = new DriverState(
                true,
                12_040,
                Optional.empty(),
                Optional.of(new DriverState.Error(100, "no CUDA-capable device is detected")),
                List.of());
        assertObstacle(Kind.NO_DEVICE, "the NVIDIA driver shows no GPU; see whether nvidia-smi lists one.");
    }

    @Test
    void devicesThatTheEnvironmentHidesAreSaid() {
        machine.driver = driver(12_040);
        machine.environment = Map.of("CUDA_VISIBLE_DEVICES", "-1");
        assertObstacle(
                Kind.NO_DEVICE,
                "the NVIDIA driver shows no GPU, since CUDA_VISIBLE_DEVICES is '-1'; unset it, or set it to a device of"
                        + " nvidia-smi's list.");
    }

    @Test
    void aDeviceThatOnnxRuntimeHasNoCodeForIsSaid() {
        machine.driver = driver(
                12_040, new CudaDevice(0, "GeForce GTX 980", "00000000-0000-0000-0000-000000000000", 4L << 30, 5, 2));
        assertObstacle(
                Kind.DEVICE_TOO_OLD,
                "ONNX Runtime needs a GPU of compute capability 6.0 (Pascal) or newer; GeForce GTX 980 has 5.2.");
    }

    @Test
    void aLibraryThatIsMissingAmongOthersIsNamedWithItsFolder() throws IOException {
        Files.delete(folder.resolve("usr/local/cuda-12.4/lib64/libcurand.so.10"));
        CudaObstacle obstacle = obstacle();
        assertEquals(Kind.LIBRARY_MISSING, obstacle.kind());
        assertTrue(
                obstacle.sentence()
                        .startsWith("libcurand.so.10 is not in " + folder.resolve("usr/local/cuda-12.4")
                                + ", where other libraries of CUDA 12 are (looked in "
                                + folder.resolve("usr/local/cuda-12.4") + "); install CUDA 12"),
                obstacle.sentence());
    }

    @Test
    void cuda13InPlaceOf12IsSaid() throws IOException {
        for (String library : LIBRARIES) {
            Files.delete(folder.resolve("usr/local/cuda-12.4/lib64/" + library));
        }
        put("usr/local/cuda-13.0/lib64/libcudart.so.13");
        put("usr/local/cuda-13.0/lib64/libcublas.so.13");
        CudaObstacle obstacle = obstacle();
        assertEquals(Kind.LIBRARY_MISSING, obstacle.kind());
        assertTrue(
                obstacle.sentence()
                        .startsWith("CUDA 13 is in " + folder.resolve("usr/local/cuda-13.0/lib64")
                                + ", and CUDA 12 is needed: libcudart.so.12, libcublasLt.so.12, libcublas.so.12 and"
                                + " libcurand.so.10 were not found (looked in "),
                obstacle.sentence());
    }

    @Test
    void noLibraryAtAllIsSaid() {
        machine.root = folder.resolve("elsewhere");
        CudaObstacle obstacle = obstacle();
        assertEquals(Kind.LIBRARY_MISSING, obstacle.kind());
        assertTrue(
                obstacle.sentence()
                        .startsWith(
                                "libcudart.so.12, libcublasLt.so.12, libcublas.so.12 and libcurand.so.10 were not found"
                                        + " (none of the usual folders exists); install CUDA 12"),
                obstacle.sentence());
    }

    @Test
    void aLibraryThatCannotBeLoadedIsNamedWithTheLoadersWords() {
        machine.broken = Set.of("libcublas.so.12");
        Path library = folder.resolve("usr/local/cuda-12.4/lib64/libcublas.so.12");
        assertObstacle(
                Kind.LIBRARY_FAILED,
                library + " can't be loaded (file too short); install CUDA 12.9 anew, or name another folder with"
                        + " RANKSCOPE_CUDA or 'rankscope devices --cuda-folder'.");
    }

    @Test
    void anEarlyCuda12IsNamedWithTheOldestThatWillDo() {
        machine.runtimeVersion = 12_060;
        CudaObstacle obstacle = obstacle();
        assertEquals(Kind.LIBRARY_TOO_OLD, obstacle.kind());
        assertTrue(
                obstacle.sentence()
                        .startsWith(
                                folder.resolve("usr/local/cuda-12.4/lib64/libcudart.so.12")
                                        + " is of CUDA 12.6, and ONNX Runtime needs CUDA 12.8 or a later 12; install CUDA 12.9"),
                obstacle.sentence());
    }

    @Test
    void theWordsOfCudasRuntimeAreTold() {
        machine.runtimeError =
                Optional.of(new DriverState.Error(35, "CUDA driver version is insufficient for CUDA runtime version"));
        assertObstacle(
                Kind.RUNTIME_FAILED,
                "CUDA's runtime finds no device, though the NVIDIA driver shows one: CUDA driver version is insufficient"
                        + " for CUDA runtime version (error 35); restart the machine, and install the driver anew if that"
                        + " doesn't help.");
    }

    @Test
    void aBrokenCudnnDoesNotStandInTheWay() throws IOException {
        put("usr/local/cuda-12.4/lib64/libcudnn.so.9");
        machine.broken = Set.of("libcudnn.so.9");
        CudaStatus status = new CudaCheck(machine).run();
        assertEquals(Optional.empty(), status.obstacle());
        assertEquals(LIBRARIES.size(), status.libraries().size());
    }

    @Test
    void theProvidersOwnWordsAreTold() {
        machine.provider = Optional.of("Failed to load library\n libonnxruntime_providers_cuda.so");
        assertObstacle(
                Kind.PROVIDER_FAILED,
                "ONNX Runtime's CUDA provider can't be loaded: Failed to load library libonnxruntime_providers_cuda.so.");
        assertEquals(LIBRARIES.size(), machine.loaded.size());
    }

    @Test
    void onWindowsTheLibrariesHaveTheirNamesOfThere() throws IOException {
        machine.windows = true;
        machine.environment = Map.of("CUDA_PATH", folder.resolve("v12.6").toString());
        for (String library : List.of("cudart64_12.dll", "cublas64_12.dll", "cublasLt64_12.dll", "curand64_10.dll")) {
            put("v12.6/bin/" + library);
        }
        assertEquals(Optional.empty(), new CudaCheck(machine).run().obstacle());
        Files.delete(folder.resolve("v12.6/bin/cublasLt64_12.dll"));
        assertTrue(obstacle().sentence().startsWith("cublasLt64_12.dll is not in " + folder.resolve("v12.6")));
    }

    private void assertObstacle(Kind kind, String sentence) {
        assertEquals(new CudaObstacle(kind, sentence), obstacle());
    }

    private CudaObstacle obstacle() {
        return new CudaCheck(machine).run().obstacle().orElseThrow();
    }

    private static DriverState driver(int cuda, CudaDevice... devices) {
        return new DriverState(true, cuda, Optional.of("550.54.15"), Optional.empty(), List.of(devices));
    }

    private void put(String file) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, "stands for a library");
    }

    /** A machine whose file system begins at the test's folder. */
    private final class Machine implements CudaSystem {
        private boolean windows;
        private boolean cudaBuild = true;
        private Map<String, String> environment = Map.of();
        private DriverState driver = CudaCheckTest.driver(12_040, GPU);
        private Path root;
        private Set<String> broken = Set.of();
        private int runtimeVersion = 12_080;
        private Optional<DriverState.Error> runtimeError = Optional.empty();
        private Optional<String> provider = Optional.empty();
        private final List<Path> loaded = new ArrayList<>();

        @Override
        public boolean windows() {
            return windows;
        }

        @Override
        public Map<String, String> environment() {
            return environment;
        }

        @Override
        public boolean hasCudaBuild() {
            return cudaBuild;
        }

        @Override
        public DriverState driver() {
            return driver;
        }

        @Override
        public List<CudaPlace> places() {
            return new CudaPlaces(
                            Optional.empty(), Optional.empty(), environment, "", windows, root == null ? folder : root)
                    .list();
        }

        @Override
        public void load(Path library) {
            if (broken.contains(library.getFileName().toString())) {
                throw new UnsatisfiedLinkError(library + ": " + library + ": file too short");
            }
            loaded.add(library);
        }

        @Override
        public int runtimeVersion(Path cudart) {
            return runtimeVersion;
        }

        @Override
        public Optional<DriverState.Error> runtimeError(Path cudart) {
            return runtimeError;
        }

        @Override
        public Optional<String> loadProvider() {
            return provider;
        }
    }
}
