package org.rankscope.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.rankscope.io.UnpackedLibraries;

/**
 * Where ONNX Runtime's own libraries come from. The program's folder has them unpacked, and its start script names the
 * place. Elsewhere (tests, other class paths) they are unpacked once per version here; ONNX Runtime itself would do it at
 * every start, with 0.6 GB in the package for GPUs. Every use of the runtime begins with {@link #environment}.
 */
final class OnnxLibraries {
    private static final String FOLDER_PROPERTY = "onnxruntime.native.path";
    private static final String ONE_LIBRARY_PROPERTY = "onnxruntime.native.onnxruntime.path";
    private static final String CUDA_PROVIDER = "onnxruntime_providers_cuda";
    private static final List<String> ALWAYS =
            List.of("onnxruntime", "onnxruntime4j_jni", "onnxruntime_providers_shared");
    /** RTLD_NOW of dlopen: what is missing shows at once. */
    private static final int RESOLVE_NOW = 2;

    /** Whether the libraries are those of this class, and not a place that someone named. */
    private static boolean own;

    private static OrtEnvironment environment;

    private OnnxLibraries() {}

    /** ONNX Runtime, with its libraries loaded. */
    static synchronized OrtEnvironment environment() {
        if (environment == null) {
            environment = begin();
        }
        return environment;
    }

    private static OrtEnvironment begin() {
        Telemetry.switchOff();
        if (System.getProperty(FOLDER_PROPERTY) == null && System.getProperty(ONE_LIBRARY_PROPERTY) == null) {
            own = unpack(ALWAYS);
        }
        // Whatever is an error is thrown too; standard error is for sentences.
        OrtEnvironment begun = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        Telemetry.switchOff(begun);
        return begun;
    }

    /** Whether this package of ONNX Runtime is the one for NVIDIA GPUs. */
    static boolean knowCuda() {
        environment();
        return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    }

    /** Makes the CUDA provider ready to be loaded: unpacked only now, since it is large. */
    static synchronized void prepareCudaProvider() {
        environment();
        if (own) {
            unpack(List.of(CUDA_PROVIDER));
        }
    }

    /** What the loader has against the CUDA provider, which ONNX Runtime writes to its log alone; empty if nothing. */
    static Optional<String> cudaProviderProblem() {
        Path library = Path.of(System.getProperty(FOLDER_PROPERTY, "."), System.mapLibraryName(CUDA_PROVIDER))
                .toAbsolutePath();
        try {
            NativeLibrary.getInstance(library.toString(), Map.of(Library.OPTION_OPEN_FLAGS, RESOLVE_NOW));
            return Optional.empty();
        } catch (UnsatisfiedLinkError e) {
            return Optional.of(e.getMessage().lines().findFirst().orElse("").replace(library + ": ", ""));
        }
    }

    /** Whether there was something to unpack, which then is in the folder of the property. */
    private static boolean unpack(List<String> names) {
        Map<String, URL> libraries = new LinkedHashMap<>();
        for (String name : names) {
            // As ONNX Runtime names them, which on macOS isn't Java's way.
            String file = System.mapLibraryName(name).replace("jnilib", "dylib");
            URL library = resource(file);
            if (library != null) {
                libraries.put(file, library);
            }
        }
        if (libraries.isEmpty()) {
            return false;
        }
        try {
            System.setProperty(
                    FOLDER_PROPERTY,
                    UnpackedLibraries.unpack(folder(), libraries).toString());
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("ONNX Runtime's libraries can't be unpacked", e);
        }
    }

    /** Package, version and platform. */
    private static String folder() {
        boolean gpu = resource(System.mapLibraryName(CUDA_PROVIDER)) != null;
        String version = OrtEnvironment.class.getPackage().getImplementationVersion();
        return (gpu ? "onnxruntime_gpu-" : "onnxruntime-") + version + "-" + platform();
    }

    private static URL resource(String file) {
        return OrtEnvironment.class.getResource("/ai/onnxruntime/native/" + platform() + "/" + file);
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (system.startsWith("win") ? "win" : system.startsWith("mac") ? "osx" : "linux")
                + (processor.equals("amd64") || processor.equals("x86_64") ? "-x64" : "-" + processor);
    }
}
