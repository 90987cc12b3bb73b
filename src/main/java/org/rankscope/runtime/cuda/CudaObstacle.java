package org.rankscope.runtime.cuda;

/**
 * Why CUDA can't be used here.
 *
 * @param sentence what is the matter and what to do, in one plain sentence
 */
public record CudaObstacle(Kind kind, String sentence) {
    /** In the order in which they are looked for. */
    public enum Kind {
        /** The program was built with ONNX Runtime for processors. */
        CPU_BUILD,
        /** There is no driver of NVIDIA's. */
        NO_DRIVER,
        /** The driver knows only an older CUDA. */
        DRIVER_TOO_OLD,
        /** The driver says that something is wrong. */
        DRIVER_FAILED,
        /** The driver shows this process no device. */
        NO_DEVICE,
        /** No device is one that ONNX Runtime has code for. */
        DEVICE_TOO_OLD,
        /** A library of CUDA's is nowhere, or only that of another CUDA. */
        LIBRARY_MISSING,
        /** A library of CUDA's is there and can't be loaded. */
        LIBRARY_FAILED,
        /** CUDA's libraries are those of an early CUDA 12. */
        LIBRARY_TOO_OLD,
        /** CUDA's runtime can't use the device that the driver shows. */
        RUNTIME_FAILED,
        /** ONNX Runtime's CUDA provider can't be loaded. */
        PROVIDER_FAILED;

        /** Whether other libraries of CUDA's may help. */
        public boolean isOfLibraries() {
            return this == LIBRARY_MISSING
                    || this == LIBRARY_FAILED
                    || this == LIBRARY_TOO_OLD
                    || this == PROVIDER_FAILED;
        }
    }
}
