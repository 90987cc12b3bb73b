package org.rankscope.study;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.rankscope.data.DataSpec;
import org.rankscope.model.bundled.BundledAssets;
import org.rankscope.train.TrialSpec;

/** Resolves the paths of a specification against the folder that it was written in. */
final class SpecPaths {
    private final Path folder;

    /** @param file the specification */
    SpecPaths(Path file) {
        this.folder = file.toAbsolutePath().getParent();
    }

    /** An absolute path; {@code bundled:NAME}, null and what is no path at all come back as they are. */
    String resolve(String path) {
        if (path == null || path.isBlank() || BundledAssets.isBundled(path)) {
            return path;
        }
        try {
            return folder.resolve(path).normalize().toString();
        } catch (InvalidPathException e) {
            return path;
        }
    }

    TrialSpec resolve(TrialSpec spec) {
        return spec.with()
                .model(resolve(spec.model()))
                .data(resolve(spec.data()))
                .initialAdapter(resolve(spec.initialAdapter()))
                .build();
    }

    private DataSpec resolve(DataSpec data) {
        return data == null
                ? null
                : data.with()
                        .train(resolve(data.train()))
                        .validation(resolve(data.validation()))
                        .batches(resolve(data.batches()))
                        .validationBatches(resolve(data.validationBatches()))
                        .teacher(resolve(data.teacher()))
                        .build();
    }
}
