package org.rankscope.assets;

/** The seeds of the single parts, which follow from the one seed of all assets. */
record AssetSeeds(long seed) {
    /** What a seed is for. New ones go to the end, so that the others stay what they are. */
    enum Purpose {
        TOKENIZER_TEXT,
        PRETRAINING_TEXT,
        PRETRAINING_VALIDATION_TEXT,
        INITIAL_WEIGHTS,
        PRETRAINING_ORDER,
        STORIES,
        STORIES_VALIDATION,
        SUPPORT,
        PLANTED_RANK,
        SCANS,
        SCANS_WEIGHTS,
        SCANS_ORDER,
        LESIONS,
        DRAWINGS,
        DRAWINGS_WEIGHTS,
        DRAWINGS_ORDER,
        STYLE
    }

    private static final long STRIDE = 1_000;

    long of(Purpose purpose) {
        return seed * STRIDE + purpose.ordinal();
    }
}
