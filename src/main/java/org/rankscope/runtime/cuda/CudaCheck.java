package org.rankscope.runtime.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rankscope.runtime.cuda.CudaObstacle.Kind;

/**
 * Looks for what stands in the way of CUDA, and on the way loads CUDA's libraries by their paths: the loader of Linux
 * takes a loaded library for one that a later one needs by its SONAME, that of Windows by its file name, so ONNX Runtime's
 * provider then finds them wherever they lie.
 */
final class CudaCheck {
    /** CUDA 12.0, as the driver writes it. */
    static final int LEAST_CUDA = 12_000;

    /** The oldest CUDA that has all functions that the provider calls, among them cudaLibraryLoadData. */
    private static final int LEAST_RUNTIME = 12_080;

    /** The oldest drivers of CUDA 12: CUDA Toolkit release notes, "CUDA Toolkit and Minimum Required Driver Version". */
    private static final String LEAST_DRIVER_LINUX = "525.60.13";

    private static final String LEAST_DRIVER_WINDOWS = "528.33";
    /** The oldest devices that the provider's code is for: compute capability 6.0 (Pascal). */
    private static final int LEAST_COMPUTE = 6;
    /** CUDA_ERROR_NO_DEVICE of cuda.h. */
    private static final int NO_DEVICE = 100;

    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";
    private static final String TO_INSTALL =
            "install CUDA 12.9, build with -Pcuda-redist, or name the folder " + CudaFolder.HOW_TO_NAME + ".";

    private final CudaSystem system;
    private Optional<DriverState> driver = Optional.empty();
    private final Map<CudaLibrary, Path> found = new EnumMap<>(CudaLibrary.class);
    private final List<Path> loaded = new ArrayList<>();

    CudaCheck(CudaSystem system) {
        this.system = system;
    }

    CudaStatus run() {
        Stream<Supplier<Optional<CudaObstacle>>> checks = Stream.of(
                this::build,
                this::driver,
                this::device,
                this::libraries,
                this::loading,
                this::version,
                this::runtime,
                this::provider);
        Optional<CudaObstacle> first =
                checks.map(Supplier::get).flatMap(Optional::stream).findFirst();
        return new CudaStatus(first, driver, loaded);
    }

    private Optional<CudaObstacle> build() {
        return obstacleIf(
                !system.hasCudaBuild(),
                Kind.CPU_BUILD,
                "this build of the program comes with ONNX Runtime for the CPU, which has no CUDA provider;"
                        + " build it with -Pcuda, or install the package for CUDA.");
    }

    private Optional<CudaObstacle> driver() {
        DriverState state = system.driver();
        driver = Optional.of(state);
        String least = system.windows() ? LEAST_DRIVER_WINDOWS : LEAST_DRIVER_LINUX;
        if (!state.found()) {
            return obstacle(
                    Kind.NO_DRIVER,
                    "there is no NVIDIA driver (" + CudaDriver.libraryName(system.windows())
                            + " was not found); install version " + least
                            + " or newer, or let the container have the GPU.");
        } else if (state.cudaVersion() > 0 && state.cudaVersion() < LEAST_CUDA) {
            return obstacle(
                    Kind.DRIVER_TOO_OLD,
                    "the NVIDIA driver" + state.version().map(own -> " " + own).orElse("")
                            + " is too old: it knows CUDA "
                            + cuda(state.cudaVersion()) + ", and CUDA 12 is needed; install driver " + least
                            + " or newer.");
        }
        return state.error()
                .filter(error -> error.code() != NO_DEVICE)
                .map(
                        error -> new CudaObstacle(
                                Kind.DRIVER_FAILED,
                                "the NVIDIA driver"
                                        + state.version().map(own -> " " + own).orElse("") + " failed: "
                                        + error.words() + " (error " + error.code()
                                        + "); see whether nvidia-smi works, and restart the machine after an update of the driver."));
    }

    private Optional<CudaObstacle> device() {
        List<CudaDevice> devices = driver.orElseThrow().devices();
        if (devices.isEmpty()) {
            String visible = system.environment().get(VISIBLE);
            return obstacle(
                    Kind.NO_DEVICE,
                    visible == null
                            ? "the NVIDIA driver shows no GPU; see whether nvidia-smi lists one."
                            : "the NVIDIA driver shows no GPU, since " + VISIBLE + " is '" + visible
                                    + "'; unset it, or set it to a device of nvidia-smi's list.");
        }
        String names = devices.stream()
                .map(device -> device.name() + " has " + device.computeCapability())
                .collect(Collectors.joining(", "));
        return obstacleIf(
                devices.get(0).computeMajor() < LEAST_COMPUTE,
                Kind.DEVICE_TOO_OLD,
                "ONNX Runtime needs a GPU of compute capability " + LEAST_COMPUTE + ".0 (Pascal) or newer; " + names
                        + ".");
    }

    private Optional<CudaObstacle> libraries() {
        List<CudaPlace> places = system.places();
        Optional<CudaPlace> best = places.stream()
                .max(Comparator.<CudaPlace>comparingInt(place -> -missing(place).size()));
        for (CudaPlace place : places) {
            if (missing(place).isEmpty()) {
                for (CudaLibrary library : CudaLibrary.values()) {
                    place.find(library.file(system.windows())).ifPresent(file -> found.put(library, file));
                }
                return Optional.empty();
            }
        }
        String looked = places.isEmpty()
                ? "none of the usual folders exists"
                : "looked in " + joined(places.stream().map(CudaPlace::name).toList(), " and ");
        List<String> all = CudaLibrary.required().stream()
                .map(library -> library.file(system.windows()))
                .toList();
        List<String> missing = best.map(this::missing).orElse(all);
        String what;
        if (missing.size() < all.size()) {
            what = joined(missing, " and ") + (missing.size() == 1 ? " is" : " are") + " not in "
                    + best.orElseThrow().name() + ", where other libraries of CUDA 12 are";
        } else {
            what = otherCuda(places)
                            .map(other -> other + ", and CUDA 12 is needed: ")
                            .orElse("") + joined(all, " and ") + " were not found";
        }
        return obstacle(Kind.LIBRARY_MISSING, what + " (" + looked + "); " + TO_INSTALL);
    }

    private List<String> missing(CudaPlace place) {
        return CudaLibrary.required().stream()
                .map(library -> library.file(system.windows()))
                .filter(file -> place.find(file).isEmpty())
                .toList();
    }

    /** Which CUDA there is in place of 12, and where. */
    private static Optional<String> otherCuda(List<CudaPlace> places) {
        for (CudaPlace place : places) {
            for (Path folder : place.folders()) {
                Optional<Integer> other = cudaIn(folder);
                if (other.isPresent()) {
                    return Optional.of("CUDA " + other.get() + " is in " + folder);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Integer> cudaIn(Path folder) {
        if (!Files.isReadable(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> CudaLibrary.cudaOf(file.getFileName().toString()))
                    .flatMap(Optional::stream)
                    .max(Comparator.naturalOrder());
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private Optional<CudaObstacle> loading() {
        for (Map.Entry<CudaLibrary, Path> library : found.entrySet()) {
            try {
                system.load(library.getValue());
                loaded.add(library.getValue());
            } catch (UnsatisfiedLinkError e) {
                if (CudaLibrary.required().contains(library.getKey())) {
                    return obstacle(
                            Kind.LIBRARY_FAILED,
                            library.getValue() + " can't be loaded (" + words(e, library.getValue())
                                    + "); install CUDA 12.9 anew, or name another folder "
                                    + CudaFolder.HOW_TO_NAME + ".");
                }
                System.getLogger(CudaCheck.class.getName())
                        .log(System.Logger.Level.INFO, library.getValue() + " can't be loaded: " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Optional<CudaObstacle> version() {
        Path runtime = found.get(CudaLibrary.CUDART);
        int version = system.runtimeVersion(runtime);
        return obstacleIf(
                version > 0 && version < LEAST_RUNTIME,
                Kind.LIBRARY_TOO_OLD,
                runtime + " is of CUDA " + cuda(version) + ", and ONNX Runtime needs CUDA " + cuda(LEAST_RUNTIME)
                        + " or a later 12; " + TO_INSTALL);
    }

    private Optional<CudaObstacle> runtime() {
        return system.runtimeError(found.get(CudaLibrary.CUDART))
                .map(error -> new CudaObstacle(
                        Kind.RUNTIME_FAILED,
                        "CUDA's runtime finds no device, though the NVIDIA driver shows one: " + error.words()
                                + " (error " + error.code()
                                + "); restart the machine, and install the driver anew if that doesn't help."));
    }

    private Optional<CudaObstacle> provider() {
        return system.loadProvider()
                .map(words -> new CudaObstacle(
                        Kind.PROVIDER_FAILED,
                        "ONNX Runtime's CUDA provider can't be loaded: " + withStop(oneLine(words))));
    }

    private static Optional<CudaObstacle> obstacle(Kind kind, String sentence) {
        return Optional.of(new CudaObstacle(kind, sentence));
    }

    private static Optional<CudaObstacle> obstacleIf(boolean stands, Kind kind, String sentence) {
        return stands ? obstacle(kind, sentence) : Optional.empty();
    }

    /** 12040 as 12.4: 1000 · major + 10 · minor. */
    static String cuda(int version) {
        return version / 1000 + "." + version % 1000 / 10;
    }

    private static String joined(List<String> names, String last) {
        return names.size() < 2
                ? String.join("", names)
                : String.join(", ", names.subList(0, names.size() - 1)) + last + names.get(names.size() - 1);
    }

    /** The loader's words, without the path that it puts before them once or twice. */
    private static String words(UnsatisfiedLinkError error, Path library) {
        return oneLine(error.getMessage().replace(library.toAbsolutePath() + ": ", ""));
    }

    private static String oneLine(String words) {
        return words.replaceAll("\\s+", " ").strip();
    }

    private static String withStop(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }
}
