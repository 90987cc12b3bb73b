package org.rankscope.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/** Reads the JSON of {@code rankscope sweep --spec}. */
public final class StudySpecFile {
    private StudySpecFile() {}

    /**
     * The specification in {@code file}, with its paths made absolute against the file's folder. Where the adapter
     * states {@code lora_alpha} and there is no {@code alpha} policy, that alpha holds for every rank.
     *
     * @throws RequestException naming file, field, what was found and what was expected; one line for each problem
     */
    public static StudySpec read(Path file) {
        ObjectNode tree = (ObjectNode) StrictJson.readTree(file);
        SpecProblems problems = new SpecProblems(file);
        SpecTree checks = new SpecTree(tree, problems, file);
        checks.checkShared();
        checks.checkStudy();
        problems.throwIfAny();
        StudySpec written = StrictJson.parse(tree.toString(), StudySpec.class, file.toString());
        StudySpec spec = written.withTrial(new SpecPaths(file).resolve(written.trial()));
        if (tree.hasNonNull(TrialSpecFile.PRECISION) && spec.methods() != null) {
            new SpecChecks(problems).checkPrecision(spec.trial().precision(), spec.methods());
            problems.throwIfAny();
        }
        check(spec, problems);
        StudySpec settled = spec.withOwnPrecision();
        return tree.has(TrialSpecFile.SEQUENCE_LENGTH) ? settled : settled.withTrial(DefaultLength.in(settled.trial()));
    }

    /**
     * Checks a specification that was not read from a file.
     *
     * @param source what messages name in place of the file
     * @throws RequestException as {@link #read}
     */
    public static void check(StudySpec spec, Path source) {
        check(spec, new SpecProblems(source));
    }

    private static void check(StudySpec spec, SpecProblems problems) {
        SpecChecks checks = new SpecChecks(problems);
        checks.checkTrial(spec.trial());
        checks.checkStudy(spec);
        problems.throwIfAny();
    }
}
