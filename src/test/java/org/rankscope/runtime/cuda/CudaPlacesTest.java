package org.rankscope.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rankscope.io.RequestException;

/** Where CUDA's libraries are looked for, and in what order. */
class CudaPlacesTest {
    @TempDir
    private Path root;

    @Test
    void theProgramsFolderComesFirstThenToolkitsOfVersion12TheNewestFirst() throws IOException {
        Path own = folder("program/native/cuda");
        folder("usr/local/cuda-12.4/lib64");
        folder("usr/local/cuda-12.10/lib64");
        folder("usr/local/cuda-13.0/lib64");
        folder("opt/conda/lib");
        Path named = folder("toolkits/mine");
        Path loader = folder("some/lib");
        Path configured = folder("another/lib");
        folder("etc/ld.so.conf.d");
        Files.writeString(root.resolve("etc/ld.so.conf.d/cuda.conf"), "# a remark\n" + configured + "\n");
        List<CudaPlace> places = places(
                        Optional.empty(),
                        Map.of(
                                "CUDA_HOME",
                                named.toString(),
                                "CONDA_PREFIX",
                                root.resolve("opt/conda").toString()),
                        loader + File.pathSeparator + root.resolve("nowhere"))
                .list();
        assertEquals(
                List.of(
                        own.toString(),
                        named.toString(),
                        root.resolve("usr/local/cuda-12.10").toString(),
                        root.resolve("usr/local/cuda-12.4").toString(),
                        root.resolve("usr/local/cuda-13.0").toString(),
                        root.resolve("opt/conda").toString(),
                        "the library path"),
                places.stream().map(CudaPlace::name).toList());
        assertEquals(List.of(loader, configured), places.get(6).folders());
    }

    @Test
    void aFolderThatIsNamedIsTheOnlyOneAndMayBeAToolkitOrNvidiasPythonPackages() throws IOException {
        folder("usr/local/cuda-12.4/lib64");
        Path toolkit = folder("toolkit");
        Path inToolkit = Files.createFile(folder("toolkit/lib64").resolve("libcudart.so.12"));
        List<CudaPlace> places = places(Optional.of(toolkit), Map.of(), "").list();
        assertEquals(1, places.size());
        assertEquals(Optional.of(inToolkit), places.get(0).find("libcudart.so.12"));

        Path packages = folder("site-packages/nvidia");
        Path inPackage =
                Files.createFile(folder("site-packages/nvidia/cuda_runtime/lib").resolve("libcudart.so.12"));
        Path another =
                Files.createFile(folder("site-packages/nvidia/cublas/lib").resolve("libcublas.so.12"));
        CudaPlace place = places(Optional.of(packages), Map.of(), "").list().get(0);
        assertEquals(Optional.of(inPackage), place.find("libcudart.so.12"));
        assertEquals(Optional.of(another), place.find("libcublas.so.12"));
    }

    @Test
    void thePropertyComesBeforeTheEnvironmentAndThatBeforeTheSettings() throws IOException {
        CudaFolder setting = new CudaFolder(root.resolve("config/devices.json"));
        Map<String, String> environment = Map.of(CudaFolder.VARIABLE, "/from/environment");
        assertEquals(Optional.empty(), setting.named(Optional.empty(), Map.of()));
        setting.keep(root);
        assertEquals(Optional.of(root), setting.named(Optional.empty(), Map.of()));
        assertEquals(Optional.of(Path.of("/from/environment")), setting.named(Optional.empty(), environment));
        assertEquals(Optional.of(Path.of("/property")), setting.named(Optional.of("/property"), environment));
        setting.forget();
        assertEquals(Optional.empty(), setting.named(Optional.empty(), Map.of()));
        Path missing = root.resolve("missing");
        assertThrows(RequestException.class, () -> setting.keep(missing));
    }

    private CudaPlaces places(Optional<Path> named, Map<String, String> environment, String libraryPath) {
        return new CudaPlaces(named, Optional.of(root.resolve("program")), environment, libraryPath, false, root);
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }
}
