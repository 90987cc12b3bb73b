package org.rankscope.ui.main;

/** What the one primary button does now. */
enum PrimaryAction {
    RUN("Run study"),
    CANCEL("Cancel study"),
    CANCELLING("Cancelling …"),
    RESUME("Resume study");

    private final String title;

    PrimaryAction(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
