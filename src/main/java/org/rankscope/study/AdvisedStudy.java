package org.rankscope.study;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.rankscope.data.DataSpec;
import org.rankscope.insight.advice.Advice;
import org.rankscope.insight.advice.AdviceFacts;
import org.rankscope.insight.advice.AlphaAdvice;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.bundled.BundledAssets;

/** Advice as a specification that can be run: the fields that a person would write, and no others. */
public final class AdvisedStudy {
    private static final int BATCH = 8;
    private static final int PASSES = 3;
    private static final int LEAST_STEPS = 20;
    private static final int MOST_STEPS = 300;
    private static final int EVALUATIONS = 10;
    private static final int USUAL_LENGTH = 128;
    private static final int LONGEST = 512;
    private static final int LENGTH_STEP = 8;

    private AdvisedStudy() {}

    /**
     * The specification of a study on {@code question}'s model and data.
     *
     * @param file where it will be written, for messages
     * @return JSON for {@code rankscope sweep --spec}, its paths absolute
     * @throws RequestException if it could not be run
     */
    public static ObjectNode json(
            StudyAdvice.Question question, StudyAdvice.Answer answer, Path file, SpecResources resources) {
        if (question.data() == null) {
            throw new RequestException("A study needs data; name them with --data.");
        } else if (answer.task().isEmpty()) {
            throw new RequestException(
                    question.model() + ": models of type '" + answer.facts().modelType()
                            + "' can't be trained here yet, so no study is written; leave out --out for the advice alone.");
        }
        Advice advice = answer.advice();
        ObjectNode spec = StrictJson.mapper().createObjectNode();
        spec.put("model", absolute(question.model()));
        spec.put("task", answer.task().get().json());
        spec.set("data", data(question.data()));
        ObjectNode adapter = spec.putObject("adapter");
        adapter.set("target_modules", StrictJson.mapper().valueToTree(advice.targets()));
        adapter.put("lora_dropout", advice.dropout());
        spec.putObject("optimizer").put("max_grad_norm", 1.0);
        int steps = steps(answer.facts());
        spec.putObject("schedule").put("name", "cosine").put("warmup_steps", steps / EVALUATIONS);
        spec.put("batch_size", BATCH);
        spec.put("sequence_length", length(answer));
        spec.put("steps", steps);
        spec.put("eval_every", Math.max(1, steps / EVALUATIONS));
        spec.set("ranks", StrictJson.mapper().valueToTree(advice.sweep()));
        spec.put("learning_rate", StudySpec.RateChoice.TUNE.json());
        spec.put("first_learning_rate", advice.learningRate());
        spec.set("alpha", StrictJson.mapper().valueToTree(alpha(advice.alpha())));
        check(spec, file, resources);
        return spec;
    }

    /** How alpha follows the rank, as a study says it. */
    public static AlphaPolicy alpha(AlphaAdvice advice) {
        return switch (advice) {
            case TWICE_RANK -> new AlphaPolicy(AlphaPolicy.Kind.RATIO, 2.0);
            case RANK_STABILISED -> new AlphaPolicy(AlphaPolicy.Kind.SQRT, 8.0);
        };
    }

    private static void check(ObjectNode spec, Path file, SpecResources resources) {
        StudySpec study = StrictJson.parse(spec.toString(), StudySpec.class, file.toString());
        StudySpecFile.check(study, file);
        resources.check(study, file);
    }

    private static ObjectNode data(DataSpec data) {
        ObjectNode json = StrictJson.mapper().createObjectNode();
        put(json, "train", data.train());
        put(json, "validation", data.validation());
        put(json, "batches", data.batches());
        put(json, "validation_batches", data.validationBatches());
        if (!data.textColumn().equals(DataSpec.DEFAULT_TEXT_COLUMN)) {
            json.put("text_column", data.textColumn());
        }
        return json;
    }

    private static void put(ObjectNode json, String field, String path) {
        if (path != null) {
            json.put(field, absolute(path));
        }
    }

    private static String absolute(String path) {
        return BundledAssets.isBundled(path)
                ? path
                : Path.of(path).toAbsolutePath().normalize().toString();
    }

    /** Three passes over the data, within what a first study should take. */
    private static int steps(AdviceFacts facts) {
        long passes = PASSES * facts.examples().orElse(MOST_STEPS) / BATCH;
        return (int) Math.max(LEAST_STEPS, Math.min(MOST_STEPS, passes));
    }

    /** As long as the longest row, in whole steps, within what the model takes and a first study should. */
    private static int length(StudyAdvice.Answer answer) {
        long longest = answer.facts().longestTokens().orElse(USUAL_LENGTH);
        long rounded = (longest + LENGTH_STEP - 1) / LENGTH_STEP * LENGTH_STEP;
        return (int)
                Math.min(Math.min(rounded, LONGEST), answer.longestSequence().orElse(LONGEST));
    }
}
