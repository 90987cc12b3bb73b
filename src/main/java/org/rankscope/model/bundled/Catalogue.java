package org.rankscope.model.bundled;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.rankscope.io.StrictJson;

/**
 * What {@code bundled.json} holds. Paths are relative to its folder, with slashes.
 *
 * @param seed what all of it was made from
 * @param datasets the first one is what the program shows first
 */
public record Catalogue(int formatVersion, long seed, List<ModelEntry> models, List<DatasetEntry> datasets) {
    public static final int FORMAT_VERSION = 1;

    static final String FILE = "bundled.json";

    /** A model: see {@link BundledModel}. */
    public record ModelEntry(String id, String title, String description, String path) {}

    /** A data set: see {@link BundledDataset}. {@code teacher} is null where the targets are the next tokens. */
    public record DatasetEntry(
            String id,
            String title,
            String description,
            String train,
            String validation,
            String teacher,
            String study) {}

    /** Writes the catalogue of the folder {@code root}. */
    public void write(Path root) throws IOException {
        StrictJson.write(root.resolve(FILE), this);
    }
}
