package org.rankscope.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rankscope.io.RequestException;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterFiles;
import org.rankscope.peft.AdapterLabels;

/** {@link ExportFormat#PEFT}: the adapter under the names that PEFT gives it today, in the types that it was stored in. */
final class PeftExport {
    private PeftExport() {}

    static Exported write(Adapted adapted, Path out) throws IOException {
        AdapterConfig.Method method = adapted.config().method();
        if (!AdapterFiles.holds(adapted.config())) {
            throw new RequestException("PEFT has no form for '" + method.json()
                    + "'; export it as 'merged', a model of its own, or as 'onnx'.");
        }
        Place place = Place.folder(
                out,
                adapted.method().storedShapes().values().stream()
                        .mapToLong(shape -> shape.elements() * Float.BYTES)
                        .sum());
        place.writeFolder(folder -> {
            adapted.method().save(folder, adapted.base(), adapted.values());
            AdapterFiles.restore(folder, adapted.source());
            AdapterLabels.copy(adapted.source(), folder);
        });
        return new Exported(ExportFormat.PEFT, Files.size(out.resolve(AdapterFiles.WEIGHTS)), 0, List.of());
    }
}
