package org.rankscope.ui.setup;

import java.util.Optional;
import org.rankscope.study.StudySpec;

/**
 * A model or a dataset that comes with the program.
 *
 * @param id what a specification says: {@code bundled:tiny-stories}
 * @param title short, shown in the field
 * @param description one line, shown in the list
 * @param study a study that suits it, which fills the fields when this is chosen; models have none
 */
public record BundledChoice(String id, String title, String description, Optional<StudySpec> study) {
    /** A choice that changes its own field alone. */
    public BundledChoice(String id, String title, String description) {
        this(id, title, description, Optional.empty());
    }
}
