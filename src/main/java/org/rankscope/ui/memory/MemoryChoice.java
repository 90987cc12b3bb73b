package org.rankscope.ui.memory;

/** What the card of resources shows. */
enum MemoryChoice {
    MEMORY("Memory"),
    /** What of its rank an adapter uses. */
    SPECTRUM("Spectrum"),
    /** The ranks that a method has chosen by itself. */
    RANKS("Ranks");

    private final String title;

    MemoryChoice(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
