package org.rankscope.model.bundled;

import java.util.List;

/**
 * What {@code bundled.json} holds. Paths are relative to its folder, with slashes.
 *
 * @param seed what all of it was made from
 */
record Catalogue(int formatVersion, long seed, List<ModelEntry> models, List<DatasetEntry> datasets) {
    static final String FILE = "bundled.json";
    static final int FORMAT_VERSION = 1;

    record ModelEntry(String id, String title, String description, String path) {}

    /** {@code teacher} is null where the targets are the next tokens. */
    record DatasetEntry(
            String id, String title, String description, String train, String validation, String teacher,
                    String study) {}
}
