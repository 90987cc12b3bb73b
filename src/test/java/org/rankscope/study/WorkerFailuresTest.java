package org.rankscope.study;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerFailuresTest {
    private static final Optional<String> GPU = Optional.of("cuda:1 (NVIDIA A10)");

    private static Failure of(String message, Optional<String> gpu) {
        return WorkerFailures.ofThrowable(
                new IllegalStateException("ONNX Runtime failed", new IllegalStateException(message)), gpu);
    }

    /** The words of ONNX Runtime's arena (bfc_arena.cc), of its CUDA_CALL and CUBLAS_CALL, and of cuDNN. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error code - ORT_RUNTIME_EXCEPTION - message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:376 void*"
                        + " onnxruntime::BFCArena::AllocateRawInternal(size_t, Stream*, bool) Available memory of 1048576 is"
                        + " smaller than requested bytes of 4194304",
                "Error code - ORT_RUNTIME_EXCEPTION - message: Non-zero status code returned while running FusedMatMul node."
                        + " Name:'step/scores' Status Message: /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:359"
                        + " Failed to allocate memory for requested buffer of size 1073741824",
                "CUDA failure 2: out of memory ; GPU=1 ; hostname=box ; file=cuda_allocator.cc ; line=34 ;"
                        + " expr=cudaMalloc((void**)&p, size);",
                "CUBLAS failure 3: CUBLAS_STATUS_ALLOC_FAILED ; GPU=1 ; hostname=box ; expr=cublasCreate(&cublas_handle_);",
                "CUDNN failure 4003: CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED ; GPU=1"
            })
    void fullDeviceIsNamed(String words) {
        Failure failure = of(words, GPU);
        assertEquals(Failure.Reason.OUT_OF_MEMORY, failure.reason());
        assertEquals(
                "Ran out of memory of cuda:1 (NVIDIA A10): " + words.replaceAll("\\.$", "")
                        + ". A smaller batch_size or sequence_length needs less.",
                failure.message());
    }

    @Test
    void processorIsNotNamed() {
        assertEquals(
                "Ran out of memory: Failed to allocate memory for requested buffer of size 64. A smaller batch_size or"
                        + " sequence_length needs less.",
                of("Failed to allocate memory for requested buffer of size 64", Optional.empty())
                        .message());
    }

    @Test
    void memoryOfTheMachineIsNotTheDevices() {
        for (Throwable thrown :
                List.of(new OutOfMemoryError("Java heap space"), new RuntimeException("std::bad_alloc"))) {
            Failure failure = WorkerFailures.ofThrowable(thrown, GPU);
            assertEquals(Failure.Reason.OUT_OF_MEMORY, failure.reason());
            assertEquals(
                    "Ran out of memory: " + thrown.getMessage()
                            + ". A smaller batch_size or sequence_length needs less.",
                    failure.message());
        }
    }

    @Test
    void otherFailuresOfADeviceAreNoLackOfMemory() {
        assertEquals(
                Failure.Reason.CRASHED,
                of("CUDA failure 700: an illegal memory access was encountered ; GPU=1", GPU)
                        .reason());
    }

    @Test
    void processThatDiedWithTheWordsInItsLogRanOutOfMemory() {
        String log = "terminate called after throwing an instance of 'onnxruntime::OnnxRuntimeException'\n"
                + "  what(): CUDA failure 2: out of memory ; GPU=0";
        assertEquals(
                Failure.Reason.OUT_OF_MEMORY,
                WorkerFailures.ofExit(134, log, false).reason());
        assertEquals(
                Failure.Reason.CRASHED, WorkerFailures.ofExit(134, "", false).reason());
    }
}
