package org.rankscope.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.List;

/** How ONNX Runtime is set for this program's graphs. */
final class RuntimeOptions {
    /**
     * Rewritings that break graphs: the first fails where a Gemm reads a late output of another node, the second makes a node
     * that takes cuDNN on CUDA.
     */
    private static final List<String> BROKEN = List.of("GemmSumFusion", "BiasSoftmaxFusion");

    private RuntimeOptions() {}

    /** @param hasWeights whether the graph has parameters, whose numbers are bound when it is opened */
    static void set(OrtSession.SessionOptions options, SessionConfig config, boolean hasWeights) throws OrtException {
        options.setOptimizationLevel(
                config.optimized()
                        ? OrtSession.SessionOptions.OptLevel.ALL_OPT
                        : OrtSession.SessionOptions.OptLevel.NO_OPT);
        List<String> disabled = new ArrayList<>(config.disabledOptimizers());
        disabled.addAll(BROKEN);
        if (hasWeights) {
            disabled.addAll(WeightFolding.REWRITE_WEIGHTS);
        }
        options.addConfigEntry("optimization.disable_specified_optimizers", String.join(";", disabled));
        options.setIntraOpNumThreads(Devices.cores());
        options.setInterOpNumThreads(1);
        // Whatever is an error is thrown too; standard error is for sentences.
        options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
        // Packed copies of the weights, forward and backward each, would be no faster at the size of training batches.
        options.addConfigEntry("session.disable_prepacking", "1");
        // A block planned for a whole pass comes on top of what the first pass has taken piece by piece.
        options.setMemoryPatternOptimization(false);
        // Folding Transpose or Cast of a weight would make a second full copy of it.
        options.addConfigEntry(
                "optimization.constant_folding_max_output_size_in_bytes",
                String.valueOf(ExecutionOrder.LARGEST_FOLDED_BYTES));
        // Weights held as codes are computed as they are written: not on int8 activations, nor widened to a full copy.
        options.addConfigEntry("session.disable_quant_qdq", "1");
        options.addConfigEntry("session.disable_qdq_constant_folding", "1");
        // AdamW's second moment starts near zero; denormals are slow there and mean nothing.
        options.addConfigEntry("session.set_denormal_as_zero", "1");
        // Threads that wait for more work after a run would keep a core from the next session's run, or from Java.
        options.addConfigEntry("session.force_spinning_stop", "1");
        if (config.device().isCuda()) {
            CudaProvider.addTo(options, config);
        }
        if (config.profile().isPresent()) {
            options.enableProfiling(config.profile().get().toString());
        }
    }
}
