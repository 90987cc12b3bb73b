package org.rankscope.ui.setup;

/**
 * A device to train on.
 *
 * @param id what a specification says: {@code auto}, {@code cpu}
 * @param title shown in the field
 * @param note one line: its memory, or why it can't be used
 */
public record DeviceChoice(String id, String title, String note) {
    @Override
    public String toString() {
        return title;
    }
}
