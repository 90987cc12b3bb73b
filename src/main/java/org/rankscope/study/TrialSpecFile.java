package org.rankscope.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.train.TrialSpec;

/** Reads the JSON of {@code rankscope train --spec}. */
public final class TrialSpecFile {
    static final String SEQUENCE_LENGTH = "sequence_length";
    static final String PRECISION = "precision";

    private TrialSpecFile() {}

    /**
     * The specification in {@code file}, with its paths made absolute against the file's folder.
     *
     * @throws RequestException naming file, field, what was found and what was expected; one line for each problem
     */
    public static TrialSpec read(Path file) {
        ObjectNode tree = (ObjectNode) StrictJson.readTree(file);
        SpecProblems problems = new SpecProblems(file);
        new SpecTree(tree, problems, file).checkShared();
        problems.throwIfAny();
        TrialSpec written = StrictJson.parse(tree.toString(), TrialSpec.class, file.toString());
        TrialSpec spec = new SpecPaths(file).resolve(written);
        SpecChecks checks = new SpecChecks(problems);
        if (tree.hasNonNull(PRECISION) && spec.adapter() != null) {
            checks.checkPrecision(spec.precision(), List.of(spec.adapter().method()));
            problems.throwIfAny();
        }
        checks.checkTrial(spec);
        if (spec.adapter() != null) {
            checks.checkMethods(spec.adapter(), List.of(spec.adapter().method()));
        }
        problems.throwIfAny();
        TrialSpec settled = spec.withOwnPrecision();
        return tree.has(SEQUENCE_LENGTH) ? settled : DefaultLength.in(settled);
    }
}
