package org.rankscope.model.bundled;

import java.nio.file.Path;

/**
 * A model that comes with the program.
 *
 * @param id what stands behind {@code bundled:}
 * @param title a few words for a list
 * @param description one line
 * @param path its Hugging Face directory
 */
public record BundledModel(String id, String title, String description, Path path) {
    /** {@code bundled:ID}, as specifications name it. */
    public String name() {
        return BundledAssets.SCHEME + id;
    }
}
