package org.rankscope.ui.setup;

/**
 * A model or a dataset that comes with the program.
 *
 * @param id what a specification says: {@code bundled:tiny-stories}
 * @param title short, shown in the field
 * @param description one line, shown in the list
 */
public record BundledChoice(String id, String title, String description) {}
