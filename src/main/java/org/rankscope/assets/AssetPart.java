package org.rankscope.assets;

import java.util.Locale;

/** What comes with the program, by the model that it is for: each part can be remade without the others. */
public enum AssetPart {
    /** The language model, its tokenizer, the texts, and the planted teacher. */
    STORIES,
    /** The vision transformer and the scans with lesions. */
    SCANS,
    /** The denoiser and the drawings. */
    DRAWINGS;

    /** As it is asked for on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
