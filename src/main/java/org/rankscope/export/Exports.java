package org.rankscope.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Writes adapters in every {@link ExportFormat}. */
public final class Exports {
    private Exports() {}

    /**
     * Writes {@code adapted} to {@code out}, where nothing may be yet.
     *
     * @param batch rows that an ONNX graph is to be fixed to; empty for one that takes any
     * @param length tokens of a row, if it is fixed; else the longest row that it is to take
     * @throws org.rankscope.io.RequestException saying what else would do, where the adapter has no such form
     */
    public static Exported write(
            ExportFormat format, Adapted adapted, Path out, Optional<Integer> batch, Optional<Integer> length)
            throws IOException {
        return switch (format) {
            case PEFT -> PeftExport.write(adapted, out);
            case MERGED -> MergedExport.write(adapted, out);
            case ONNX -> OnnxExport.write(adapted, out, batch, length);
            case ONNX_ADAPTER -> OnnxAdapterExport.write(adapted, out);
        };
    }
}
