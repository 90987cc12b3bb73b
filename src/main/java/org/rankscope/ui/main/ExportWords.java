package org.rankscope.ui.main;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rankscope.export.ExportFormat;
import org.rankscope.export.Exported;
import org.rankscope.ui.text.Quantities;

/** What an adapter can be exported as, and what came of it. */
final class ExportWords {
    private ExportWords() {}

    /** As an entry of the menu. */
    static String title(ExportFormat format) {
        return switch (format) {
            case PEFT -> "_PEFT folder …";
            case MERGED -> "_Merged model …";
            case ONNX -> "_ONNX graph …";
            case ONNX_ADAPTER -> "ONNX Runtime _adapter …";
        };
    }

    /** What was written, how it was checked, and what a person should know of it. */
    static String of(Exported written, Path target) {
        List<String> parts = new ArrayList<>();
        parts.add(target + " (" + Quantities.fileSize(written.bytes()) + ") is written.");
        if (written.format() == ExportFormat.MERGED || written.format() == ExportFormat.ONNX) {
            parts.add(String.format(
                    Locale.ROOT,
                    "It was run: its logits differ from those of the model with the adapter by %.1e of the largest.",
                    written.difference()));
        }
        parts.addAll(written.notes());
        return String.join("\n\n", parts);
    }
}
