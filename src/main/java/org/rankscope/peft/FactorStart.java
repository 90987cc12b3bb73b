package org.rankscope.peft;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.NormalNumbers;
import org.rankscope.model.Precision;

/**
 * Where LoRA's factors begin on a layer, for each {@link InitialFactors}; which of them fit which layers and bases. Rows of
 * random factors are drawn in turn, so that a lower rank starts with the first rows of a higher one.
 */
record FactorStart(InitialFactors kind) {
    /** The start that {@code config} asks for; a RequestException says what of the method or the base doesn't fit it. */
    static FactorStart of(AdapterConfig config, ModelGraph model) {
        InitialFactors kind = config.initLoraWeights() == null ? InitialFactors.KAIMING : config.initLoraWeights();
        if (kind == InitialFactors.LOFTQ && model.precision() == Precision.FP32) {
            throw new RequestException(
                    "init_lora_weights: 'loftq' makes up for what quantisation takes from the base, and"
                            + " this one is held in float32; choose precision 'nf4' or 'int4', or leave it out.");
        }
        return new FactorStart(kind);
    }

    /** @throws RequestException for methods whose factors always begin the usual way */
    static void refuseFor(AdapterConfig config) {
        if (config.initLoraWeights() != null && config.initLoraWeights() != InitialFactors.KAIMING) {
            throw new RequestException("init_lora_weights: '"
                    + config.initLoraWeights().json() + "' is a start of the factors of lora, rslora or qlora; method '"
                    + config.method().json() + "' has one of its own, leave it out.");
        }
    }

    /** Whether the base has to give up what the factors begin with. */
    boolean takesFromBase() {
        return kind == InitialFactors.PISSA || kind == InitialFactors.OLORA;
    }

    /** @throws RequestException if the factors of {@code target} can't begin so */
    void check(AdaptedModule target) {
        LinearModule module = target.module();
        if (kind == InitialFactors.KAIMING || kind == InitialFactors.GAUSSIAN) {
            return;
        } else if (module.embedding() || module.isConvolution()) {
            throw new RequestException("init_lora_weights: '" + kind.json() + "' takes a weight apart, and "
                    + module.name() + " is " + (module.embedding() ? "an embedding" : "a convolution")
                    + "; leave it out of target_modules, or leave init_lora_weights out.");
        }
    }

    /** Both factors, under their names in the file. */
    Map<String, Tensor> values(AdaptedModule target, BaseModel model, Function<String, SplittableRandom> seed) {
        String weight = target.module().weightName();
        return switch (kind) {
            case KAIMING, GAUSSIAN -> random(target, seed);
            case PISSA ->
                named(
                        target,
                        PrincipalFactors.ofSingularVectors(
                                WeightMatrix.of(target.module(), model.weight(weight)),
                                target.rank(),
                                target.scaling()));
            case OLORA ->
                named(
                        target,
                        PrincipalFactors.ofQr(WeightMatrix.of(target.module(), model.weight(weight)), target.rank()));
            case LOFTQ -> roundedOff(target, model, seed);
        };
    }

    /**
     * Uniform in ±1/√(numbers that a row of loraA reads), PEFT's Kaiming-uniform with a = √5, or normal with deviation 1 / rank;
     * loraB is 0.
     */
    Map<String, Tensor> random(AdaptedModule target, Function<String, SplittableRandom> seed) {
        Shape loraA = target.loraA();
        SplittableRandom random = seed.apply(AdapterNames.loraA(target));
        float[] values = new float[Math.toIntExact(loraA.elements())];
        if (kind == InitialFactors.GAUSSIAN) {
            NormalNumbers normal = new NormalNumbers(random.nextLong());
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (normal.next() / target.rank());
            }
        } else {
            double bound = 1 / Math.sqrt(loraA.inner().elements());
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextDouble(-bound, bound);
            }
        }
        return Map.of(
                AdapterNames.loraA(target),
                Tensor.ofFloats(loraA, values),
                AdapterNames.loraB(target),
                Tensor.zeros(DType.FLOAT, target.loraB()));
    }

    /**
     * The largest singular values of W - q(W): Li et al. 2023, arXiv 2310.08659, algorithm 1 with T = 1, where the base stays as it
     * is quantised. Unlike PEFT 0.21 the scaling is taken out, so that q(W) + scaling · B·A is what comes nearest to W. Layers
     * that the base holds in float32 begin as usual.
     */
    private static Map<String, Tensor> roundedOff(
            AdaptedModule target, BaseModel model, Function<String, SplittableRandom> seed) {
        String name = target.module().weightName();
        WeightMatrix rounded = WeightMatrix.of(target.module(), model.weight(name));
        WeightMatrix left = WeightMatrix.of(target.module(), model.unquantized().weight(name))
                .minus(rounded);
        for (float number : left.values()) {
            if (number != 0) {
                return named(target, PrincipalFactors.ofSingularVectors(left, target.rank(), target.scaling()));
            }
        }
        return new FactorStart(InitialFactors.KAIMING).random(target, seed);
    }

    private static Map<String, Tensor> named(AdaptedModule target, PrincipalFactors factors) {
        return Map.of(AdapterNames.loraA(target), factors.loraA(), AdapterNames.loraB(target), factors.loraB());
    }
}
