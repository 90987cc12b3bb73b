package org.rankscope.study;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.rankscope.data.DataSpec;
import org.rankscope.model.bundled.BundledAssets;

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

    DataSpec resolve(DataSpec data) {
        return data == null
                ? null
                : data.withPaths(
                        resolve(data.train()),
                        resolve(data.validation()),
                        resolve(data.batches()),
                        resolve(data.validationBatches()),
                        resolve(data.teacher()));
    }
}
