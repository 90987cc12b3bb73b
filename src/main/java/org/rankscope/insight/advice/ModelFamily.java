package org.rankscope.insight.advice;

/** What kind of model an adapter goes on, as far as advice differs. */
public enum ModelFamily {
    DECODER("language model"),
    ENCODER("text encoder"),
    ENCODER_DECODER("encoder-decoder"),
    VISION("vision transformer"),
    CONTRASTIVE("image and text towers");

    private final String title;

    ModelFamily(String title) {
        this.title = title;
    }

    /** For a person. */
    public String title() {
        return title;
    }
}
