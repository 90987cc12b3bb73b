package org.rankscope.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.OnnxAdapterFile;

/** {@link ExportFormat#ONNX_ADAPTER}: the tensors that a run of the exported graph is given. */
final class OnnxAdapterExport {
    private OnnxAdapterExport() {}

    static Exported write(Adapted adapted, Path out) throws IOException {
        AdapterInputs inputs = inputs(adapted)
                .orElseThrow(() -> new RequestException(obstacle(adapted) + ", so there is no " + OnnxAdapterFile.SUFFIX
                        + " of this adapter; export it as 'onnx', which has it in the graph for good."));
        Map<String, Tensor> tensors = inputs.tensors(adapted.trained());
        long bytes = tensors.values().stream()
                .mapToLong(tensor -> tensor.data().remaining())
                .sum();
        Place place = Place.file(out, OnnxAdapterFile.SUFFIX, bytes);
        place.writeFiles(folder -> OnnxAdapterFile.write(folder.resolve(place.name()), tensors));
        return new Exported(ExportFormat.ONNX_ADAPTER, Files.size(out), 0, List.of());
    }

    /** The adapter as inputs of a graph; empty where it can't be that. */
    static Optional<AdapterInputs> inputs(Adapted adapted) {
        return isLora(adapted)
                ? Optional.of(new AdapterInputs(adapted.targets()))
                        .filter(inputs -> inputs.obstacle().isEmpty())
                : Optional.empty();
    }

    /** Why it can't. */
    static String obstacle(Adapted adapted) {
        return isLora(adapted)
                ? new AdapterInputs(adapted.targets()).obstacle().orElseThrow()
                : "Adapter inputs are for sums of low-rank products, and '"
                        + adapted.config().method().json() + "' adds something else";
    }

    private static boolean isLora(Adapted adapted) {
        return adapted.config().method().isPlainLora();
    }
}
