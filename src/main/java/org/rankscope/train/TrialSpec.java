package org.rankscope.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Locale;
import org.rankscope.data.DataSpec;
import org.rankscope.io.RequestException;
import org.rankscope.model.Precision;
import org.rankscope.model.Task;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterConfigBuilder;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.FlatParameters;
import org.rankscope.peft.FrozenBase;
import org.rankscope.peft.LoraPlus;
import org.rankscope.peft.ParameterCount;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.SessionConfig;

/**
 * All that one training run needs: the JSON of {@code rankscope train --spec}. Everything but model, data and task has a
 * default. Paths are as written: whoever reads the file resolves them against its folder.
 *
 * @param model a Hugging Face directory, or {@code bundled:NAME}
 * @param adapter null only where {@code initialAdapter} brings its own configuration
 * @param initialAdapter a PEFT directory whose values training starts from, or null
 * @param steps optimiser steps
 * @param evalEvery steps between evaluations
 * @param precision how the base model is held, where the adapter's method leaves the choice ({@link FrozenBase#precision})
 * @param gradientCheckpointing whether activations are computed again, block by block, instead of kept for the backward
 *     pass: the same results in less memory and more time
 * @param dumpGradientsAtStep step (from 1) whose unclipped gradients are written to {@code gradients.safetensors}, or null
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.ALWAYS)
public record TrialSpec(
        String model,
        Task task,
        DataSpec data,
        AdapterConfig adapter,
        String initialAdapter,
        OptimizerSpec optimizer,
        ScheduleSpec schedule,
        Integer batchSize,
        Integer sequenceLength,
        Integer steps,
        Integer evalEvery,
        Long seed,
        String device,
        Precision precision,
        Boolean gradientCheckpointing,
        Integer dumpGradientsAtStep)
        implements TrialSpecBuilder.With {

    /** How the gradients of the micro-batches of one step are put together. */
    public enum AccumulationRule {
        /** Summed loss over the count of predicted tokens of the whole step. */
        TOKEN_MEAN("token_mean"),
        /** Mean over micro-batches of each one's mean loss. */
        MEAN_OF_MEANS("mean_of_means");

        private final String json;

        AccumulationRule(String json) {
            this.json = json;
        }

        @JsonValue
        public String json() {
            return json;
        }
    }

    /**
     * AdamW's settings.
     *
     * @param maxGradNorm null: no clipping
     * @param loraplusLrRatio LoRA+: how many times the rate of A the factor B learns with, see {@link LoraPlus}; null: one
     *     rate for all
     */
    @RecordBuilder
    @RecordBuilder.Options(prefixEnclosingClassNames = false)
    public record OptimizerSpec(
            String name,
            Double learningRate,
            List<Double> betas,
            Double eps,
            Double weightDecay,
            Double maxGradNorm,
            Integer gradientAccumulationSteps,
            AccumulationRule gradientAccumulationRule,
            Double loraplusLrRatio)
            implements OptimizerSpecBuilder.With {
        /** AdamW with one rate for all. */
        public OptimizerSpec(
                String name,
                Double learningRate,
                List<Double> betas,
                Double eps,
                Double weightDecay,
                Double maxGradNorm,
                Integer gradientAccumulationSteps,
                AccumulationRule gradientAccumulationRule) {
            this(
                    name,
                    learningRate,
                    betas,
                    eps,
                    weightDecay,
                    maxGradNorm,
                    gradientAccumulationSteps,
                    gradientAccumulationRule,
                    null);
        }

        public OptimizerSpec {
            name = name == null ? "adamw" : name;
            learningRate = learningRate == null ? 1e-3 : learningRate;
            betas = betas == null ? List.of(0.9, 0.999) : List.copyOf(betas);
            eps = eps == null ? 1e-8 : eps;
            weightDecay = weightDecay == null ? 0.01 : weightDecay;
            gradientAccumulationSteps = gradientAccumulationSteps == null ? 1 : gradientAccumulationSteps;
            gradientAccumulationRule =
                    gradientAccumulationRule == null ? AccumulationRule.TOKEN_MEAN : gradientAccumulationRule;
        }
    }

    /** Shape of the learning rate over the steps. */
    public record ScheduleSpec(Kind name, Integer warmupSteps) {
        public enum Kind {
            CONSTANT("constant"),
            LINEAR("linear"),
            COSINE("cosine");

            private final String json;

            Kind(String json) {
                this.json = json;
            }

            @JsonValue
            public String json() {
                return json;
            }
        }

        public ScheduleSpec {
            name = name == null ? Kind.CONSTANT : name;
            warmupSteps = warmupSteps == null ? 0 : warmupSteps;
        }
    }

    public TrialSpec {
        optimizer = optimizer == null ? new OptimizerSpec(null, null, null, null, null, null, null, null) : optimizer;
        schedule = schedule == null ? new ScheduleSpec(null, null) : schedule;
        adapter = adapter == null && initialAdapter == null
                ? AdapterConfigBuilder.builder().build()
                : adapter;
        batchSize = batchSize == null ? 8 : batchSize;
        sequenceLength = sequenceLength == null ? 128 : sequenceLength;
        steps = steps == null ? 200 : steps;
        evalEvery = evalEvery == null ? 20 : evalEvery;
        seed = seed == null ? 0L : seed;
        device = device == null ? "auto" : device;
        precision = precision == null ? Precision.FP32 : precision;
        gradientCheckpointing = gradientCheckpointing != null && gradientCheckpointing;
    }

    /**
     * How sessions run where {@code precision} is computed in on {@code device}.
     *
     * @throws RequestException if that device has no such numbers
     */
    public static SessionConfig session(Precision precision, Device device) {
        if (precision == Precision.TF32 && !device.isCuda()) {
            throw new RequestException("precision: 'tf32' is of CUDA devices alone, and this runs on the CPU; choose '"
                    + Precision.FP32.json() + "'.");
        }
        return SessionConfig.on(device).withTf32(precision == Precision.TF32);
    }

    /** Where this trial runs, and how. */
    public SessionConfig session() {
        return session(precision, Device.parse(device));
    }

    /** @throws RequestException if the optimiser asks for what {@code method} does not train, or that is more than a run holds */
    public void checkFits(AdapterMethod method) {
        long trained = ParameterCount.of(method);
        if (trained > FlatParameters.MOST) {
            throw new RequestException(String.format(
                    Locale.ROOT,
                    "adapter: it would train %,d numbers, and a run holds %,d at most (2 GiB); choose lora, or fewer modules.",
                    trained,
                    FlatParameters.MOST));
        }
        LearningGroups.of(method.trainable(), optimizer);
    }

    /** This trial with the precision at which its method holds the base, where it leaves no choice. */
    public TrialSpec withOwnPrecision() {
        boolean settled = adapter != null && precision == Precision.FP32;
        return settled ? withPrecision(FrozenBase.held(adapter, precision)) : this;
    }

    /** This trial at another cell of a study. */
    public TrialSpec withCell(AdapterConfig newAdapter, double learningRate, long newSeed) {
        Double ratio = LoraPlus.isFor(newAdapter.method()) ? optimizer.loraplusLrRatio() : null;
        return with().adapter(newAdapter)
                .optimizer(optimizer.withLearningRate(learningRate).withLoraplusLrRatio(ratio))
                .seed(newSeed)
                .build()
                .withOwnPrecision();
    }
}
