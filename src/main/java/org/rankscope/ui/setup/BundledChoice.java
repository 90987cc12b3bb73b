package org.rankscope.ui.setup;

import java.util.List;
import java.util.Optional;
import org.rankscope.study.StudySpec;

/**
 * A model or a dataset that comes with the program.
 *
 * @param id what a specification says: {@code bundled:tiny-stories}
 * @param title short, shown in the field
 * @param description one line, shown in the list
 * @param page its page of explanation, in Markdown; empty where it has none
 * @param study a study that suits it, which fills the fields when this is chosen; models have none
 */
public record BundledChoice(
        String id, String title, String description, Optional<String> page, Optional<StudySpec> study) {
    /** A choice that changes its own field alone. */
    public BundledChoice(String id, String title, String description) {
        this(id, title, description, Optional.empty(), Optional.empty());
    }

    /** A choice without a page. */
    public BundledChoice(String id, String title, String description, Optional<StudySpec> study) {
        this(id, title, description, Optional.empty(), study);
    }

    /** The title of the choice that {@code id} names; {@code id} itself if it is none of them. */
    static String title(String id, List<BundledChoice> choices) {
        return choices.stream()
                .filter(choice -> choice.id().equals(id))
                .map(BundledChoice::title)
                .findFirst()
                .orElse(id);
    }
}
