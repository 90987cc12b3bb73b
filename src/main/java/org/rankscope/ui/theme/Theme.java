package org.rankscope.ui.theme;

/** What a person chooses in the View menu. */
public enum Theme {
    LIGHT("Light"),
    DARK("Dark"),
    /** As the desktop is set. */
    SYSTEM("System");

    private final String title;

    Theme(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
