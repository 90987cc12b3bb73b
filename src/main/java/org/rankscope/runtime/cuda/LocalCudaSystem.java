package org.rankscope.runtime.cuda;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
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
    public int runtimeVersion(Path cudart) {
        IntByReference version = new IntByReference();
        try {
            int error = NativeLibrary.getInstance(cudart.toAbsolutePath().toString())
                    .getFunction("cudaRuntimeGetVersion")
                    .invokeInt(new Object[] {version});
            return error == 0 ? version.getValue() : 0;
        } catch (UnsatisfiedLinkError e) {
            return 0;
        }
    }

    @Override
    public Optional<DriverState.Error> runtimeError(Path cudart) {
        NativeLibrary runtime =
                NativeLibrary.getInstance(cudart.toAbsolutePath().toString());
        int error = runtime.getFunction("cudaGetDeviceCount").invokeInt(new Object[] {new IntByReference()});
        return error == 0
                ? Optional.empty()
                : Optional.of(new DriverState.Error(
                        error, runtime.getFunction("cudaGetErrorString").invokeString(new Object[] {error}, false)));
    }

    @Override
    public Optional<String> loadProvider() {
        return provider.get();
    }

    private static Optional<String> property(String name) {
        return Optional.ofNullable(System.getProperty(name)).filter(value -> !value.isBlank());
    }
}
