package org.rankscope.runtime.cuda;

import com.sun.jna.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** This machine. */
record LocalCudaSystem(BooleanSupplier build, Supplier<Optional<String>> provider) implements CudaSystem {
    /** The program's folder, which its start script names. */
    private static final String HOME_PROPERTY = "rankscope.home";

    @Override
    public boolean windows() {
        return Platform.isWindows();
    }

    @Override
    public Map<String, String> environment() {
        return System.getenv();
    }

    @Override
    public boolean hasCudaBuild() {
        return build.getAsBoolean();
    }

    @Override
    public DriverState driver() {
        return CudaDriver.read(windows(), () -> GpuMonitor.find().flatMap(GpuMonitor::driverVersion));
    }

    @Override
    public List<CudaPlace> places() {
        Optional<Path> named = CudaFolder.ofUser().named(property(CudaFolder.PROPERTY), environment());
        return new CudaPlaces(
                        named,
                        property(HOME_PROPERTY).map(Path::of),
                        environment(),
                        System.getProperty("java.library.path", ""),
                        windows(),
                        Path.of("/"))
                .list();
    }

    @Override
    public void load(Path library) {
        System.load(library.toAbsolutePath().toString());
    }

    @Override
    public Optional<String> loadProvider() {
        return provider.get();
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
    }
}
