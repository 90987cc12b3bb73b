package org.rankscope.model.bundled;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A data set that comes with the program.
 *
 * @param id what stands behind {@code bundled:}; its validation file is {@code bundled:ID-validation}, its teacher
 *     {@code bundled:ID-teacher}
 * @param title a few words for a list
 * @param description one line
 * @param train text or JSON lines to train on
 * @param validation likewise, held out
 * @param teacher the PEFT directory of the teacher, where the targets are a teacher's distributions
 * @param study a study specification that suits it, as {@code rankscope sweep --spec} reads it
 */
public record BundledDataset(
        String id, String title, String description, Path train, Path validation, Optional<Path> teacher, Path study) {
    static final String VALIDATION = "-validation";
    static final String TEACHER = "-teacher";

    /** {@code bundled:ID}, as specifications name it. */
    public String name() {
        return BundledAssets.SCHEME + id;
    }

    /** The name of the validation file in specifications. */
    public String validationName() {
        return name() + VALIDATION;
    }

    /** The name of the teacher in specifications, where there is one. */
    public Optional<String> teacherName() {
        return teacher.map(path -> name() + TEACHER);
    }
}
