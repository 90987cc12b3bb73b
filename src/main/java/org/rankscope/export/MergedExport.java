package org.rankscope.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.hf.HuggingFaceModel;

/** {@link ExportFormat#MERGED}: a Hugging Face directory that computes with its own weights what the base does with the adapter. */
final class MergedExport {
    /** Rows and tokens of the batch that the model is run on. */
    private static final int ROWS = 2;

    private static final int TOKENS = 7;

    private MergedExport() {}

    static Exported write(Adapted adapted, Path out) throws IOException {
        if (!(adapted.model().unquantized() instanceof HuggingFaceModel model)) {
            throw new RequestException("An .onnx file has no model directory to merge into; export as 'onnx'.");
        }
        Map<String, Tensor> merged = new LinkedHashMap<>(rounded(adapted.model()));
        merged.putAll(adapted.method().merged(adapted.model(), adapted.values()));
        Place place = Place.folder(
                out,
                model.parameters().values().stream()
                        .mapToLong(shape -> shape.elements() * Float.BYTES)
                        .sum());
        double[] difference = new double[1];
        place.writeFolder(folder -> {
            model.copyTo(folder, merged);
            difference[0] = check(adapted, folder);
        });
        List<String> notes = adapted.model() == model
                ? List.of()
                : List.of("Training saw the base in 4 bits: the model has the numbers that those stand for.");
        return new Exported(ExportFormat.MERGED, bytes(out), difference[0], notes);
    }

    /** The weights that training saw in 4 bits, as the numbers that it saw; none where it saw them all as they are. */
    private static Map<String, Tensor> rounded(BaseModel model) {
        BaseModel plain = model.unquantized();
        Map<String, Tensor> rounded = new LinkedHashMap<>();
        if (plain != model) {
            model.parameters().keySet().forEach(name -> {
                Tensor seen = model.weight(name);
                if (!seen.data().equals(plain.weight(name).data())) {
                    rounded.put(name, seen);
                }
            });
        }
        return rounded;
    }

    private static double check(Adapted adapted, Path folder) {
        int length = Math.min(TOKENS, adapted.model().maxSequenceLength());
        SampleBatch sample = SampleBatch.of(adapted, ROWS, length);
        try (HuggingFaceModel opened =
                HuggingFaceModel.open(folder, HeadSpec.of(adapted.base().task()))) {
            return SampleBatch.checked(sample.difference(
                    SampleBatch.logits(opened.forward(ROWS, length), opened::weight, sample.inputs())));
        }
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }
}
