package org.rankscope.runtime.cuda;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Libraries of CUDA 12 that ONNX Runtime's provider is linked against, in the order in which they depend on each other.
 * (ELF NEEDED entries of libonnxruntime_providers_cuda.so 1.29.0.)
 */
enum CudaLibrary {
    CUDART("libcudart.so.12", "cudart64_12.dll", true),
    CUBLAS_LT("libcublasLt.so.12", "cublasLt64_12.dll", true),
    CUBLAS("libcublas.so.12", "cublas64_12.dll", true),
    CURAND("libcurand.so.10", "curand64_10.dll", true),
    /** Opened by the provider itself at the first operator that needs it, such as a convolution. */
    CUDNN("libcudnn.so.9", "cudnn64_9.dll", false);

    /** The runtime of any CUDA: libcudart.so.13, cudart64_13.dll, and the two digits and a zero of CUDA 11 and before. */
    private static final Pattern ANY_RUNTIME = Pattern.compile("(?:libcudart\\.so\\.|cudart64_)(\\d\\d).*");

    private final String linux;
    private final String windows;
    private final boolean required;

    CudaLibrary(String linux, String windows, boolean required) {
        this.linux = linux;
        this.windows = windows;
        this.required = required;
    }

    static List<CudaLibrary> required() {
        return Stream.of(values()).filter(library -> library.required).toList();
    }

    String file(boolean onWindows) {
        return onWindows ? windows : linux;
    }

    /** The CUDA that a file of this name belongs to, 13 for libcudart.so.13; empty if it is no CUDA runtime. */
    static Optional<Integer> cudaOf(String file) {
        Matcher runtime = ANY_RUNTIME.matcher(file);
        return runtime.matches() ? Optional.of(Integer.valueOf(runtime.group(1))) : Optional.empty();
    }
}
