package org.rankscope.ui.setup;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.rankscope.data.Columns;
import org.rankscope.model.Precision;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.peft.InitialFactors;
import org.rankscope.study.StudySpec;
import org.rankscope.ui.text.Quantities;

/**
 * What stands in the fields, as typed: what is remembered from one start to the next.
 *
 * @param task null: guessed
 * @param template null: the model's own
 */
@RecordBuilder
@JsonIgnoreProperties("text_column") // remembered by older versions
public record SetupChoices(
        String model,
        String data,
        String heldOutPercent,
        String ranks,
        TargetPreset targets,
        String customTargets,
        String alpha,
        String dropout,
        String learningRates,
        String steps,
        String evalEvery,
        String batchSize,
        String sequenceLength,
        String seeds,
        String schedule,
        String device,
        String purpose,
        String strategy,
        String trials,
        Boolean gradientCheckpointing,
        String task,
        Columns columns,
        String template,
        Boolean newHead,
        List<Method> methods,
        InitialFactors initialFactors,
        Precision precision) {
    /** What was remembered before these fields were there stays good. */
    public SetupChoices {
        dropout = dropout == null ? "0" : dropout;
        purpose = purpose == null ? PurposeChoice.GUESSED.name() : purpose;
        strategy = strategy == null ? StudySpec.Strategy.GRID.json() : strategy;
        trials = trials == null ? "24" : trials;
        gradientCheckpointing = gradientCheckpointing != null && gradientCheckpointing;
        columns = columns == null ? Columns.GUESSED : columns;
        newHead = newHead != null && newHead;
        methods = methods == null || methods.isEmpty() ? List.of(Method.LORA) : List.copyOf(methods);
        initialFactors = initialFactors == null ? InitialFactors.KAIMING : initialFactors;
        precision = precision == null ? Precision.FP32 : precision;
    }

    /** How {@code study} stands in the fields. */
    public static SetupChoices of(StudySpec study, List<BundledChoice> models, List<BundledChoice> datasets) {
        return new SetupChoices(
                BundledChoice.title(study.trial().model(), models),
                BundledChoice.title(
                        study.trial().data().train() == null
                                ? ""
                                : study.trial().data().train(),
                        datasets),
                Quantities.exact(Math.round(study.trial().data().validationFraction() * 1e6) / 1e4),
                RankList.format(study.ranks()),
                TargetPreset.of(study.trial().adapter().targetModules(), TargetPreset.USUAL),
                TargetPreset.format(study.trial().adapter().targetModules()),
                AlphaText.format(study.alpha()),
                Quantities.exact(study.trial().adapter().loraDropout()),
                LearningRates.format(study),
                String.valueOf(study.trial().steps()),
                String.valueOf(study.trial().evalEvery()),
                String.valueOf(study.trial().batchSize()),
                String.valueOf(study.trial().sequenceLength()),
                Seeds.format(study.seeds()),
                study.trial().schedule().name().json(),
                study.trial().device(),
                null,
                study.strategy().json(),
                study.budget() == null || study.budget().trials() == null
                        ? null
                        : String.valueOf(study.budget().trials()),
                study.trial().gradientCheckpointing(),
                null,
                study.trial().data().columns(),
                study.trial().data().template(),
                study.trial().data().newHead(),
                study.methods(),
                study.trial().adapter().initLoraWeights(),
                study.trial().precision());
    }

    /** No model and no data; everything else as a study has it that says nothing of it. */
    public static SetupChoices empty() {
        return new SetupChoices(
                "",
                "",
                "10",
                RankList.format(StudySpec.DEFAULT_RANKS),
                TargetPreset.QUERY_VALUE,
                String.join(", ", TargetPreset.USUAL.queryValue()),
                "2r",
                null,
                "1e-3",
                "200",
                "20",
                "8",
                "128",
                "1",
                "constant",
                "auto",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
