package org.rankscope.runtime.cuda;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@link CudaCheck} asks of the machine and of the program, each only when all before it is well. */
interface CudaSystem {
    boolean windows();

    /** Variables of the environment. */
    Map<String, String> environment();

    /** Whether the program was built with the package of ONNX Runtime for GPUs. */
    boolean hasCudaBuild();

    DriverState driver();

    List<CudaPlace> places();

    /** Loads a library by its path; throws UnsatisfiedLinkError where that fails. */
    void load(Path library);

    /** The CUDA that a runtime belongs to that is loaded, 12060 for 12.6; 0 where it doesn't tell. */
    int runtimeVersion(Path cudart);

    /** What a runtime that is loaded says when it looks for devices; empty if it finds some. */
    Optional<DriverState.Error> runtimeError(Path cudart);

    /** Loads ONNX Runtime's provider, after its libraries; its words where that fails. */
    Optional<String> loadProvider();
}
