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
        if (kind == InitialFactors.LOFTQ
                && model.precision() == Precision.FP32
                && model.packedModules().isEmpty()) {
            throw new RequestException(
                    "init_lora_weights: 'loftq' makes up for what quantisation takes from the base, and"
                            + " this one is held in float32; choose precision 'nf4' or 'int4', or leave it out.");
        }
        if (kind == InitialFactors.LOFTQ && !model.packedModules().isEmpty()) {
            throw new RequestException(
                    "init_lora_weights: 'loftq' compares weights with what quantisation makes of them, and this file"
                            + " holds codes alone; open the model that it was made from with precision 'nf4' or 'int4', or"
                            + " leave it out.");
        }
        return new FactorStart(kind);
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
        long largest = TargetModules.largestRank(module);
        if (target.rank() > largest) {
            throw new RequestException("Rank " + target.rank() + " is too large for " + module.name()
                    + " with init_lora_weights '" + kind.json() + "', which takes it from a weight that maps "
                    + module.inFeatures() + " numbers to " + module.outFeatures() + ": expected at most " + largest
                    + "; give this layer another rank in rank_pattern, or leave init_lora_weights out.");
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
     * loraA uniform in ±1/√(numbers that one of its rows reads), PEFT's Kaiming-uniform with a = √5, or normal with deviation
     * 1 / rank, and loraB 0. Of an embedding loraA is 0 and loraB normal, in any case (PEFT 0.21,
     * {@code reset_lora_parameters}).
     */
    Map<String, Tensor> random(AdaptedModule target, Function<String, SplittableRandom> seed) {
        String nameA = AdapterNames.loraA(target);
        String nameB = AdapterNames.loraB(target);
        Shape loraA = target.loraA();
        Shape loraB = target.loraB();
        if (target.module().embedding()) {
            return Map.of(nameA, Tensor.zeros(DType.FLOAT, loraA), nameB, normalColumns(loraB, seed.apply(nameB)));
        }
        Tensor rows = kind == InitialFactors.GAUSSIAN
                ? normal(loraA, 1.0 / target.rank(), seed.apply(nameA))
                : uniform(loraA, 1 / Math.sqrt(loraA.inner().elements()), seed.apply(nameA));
        return Map.of(nameA, rows, nameB, Tensor.zeros(DType.FLOAT, loraB));
    }

    /** Column by column, so that a lower rank starts with the first columns of a higher one. */
    private static Tensor normalColumns(Shape shape, SplittableRandom random) {
        int rows = Math.toIntExact(shape.dim(0));
        int columns = Math.toIntExact(shape.dim(1));
        float[] values = new float[rows * columns];
        NormalNumbers numbers = new NormalNumbers(random.nextLong());
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                values[row * columns + column] = (float) numbers.next();
            }
        }
        return Tensor.ofFloats(shape, values);
    }

    static Tensor normal(Shape shape, double deviation, SplittableRandom random) {
        NormalNumbers numbers = new NormalNumbers(random.nextLong());
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * numbers.next());
        }
        return Tensor.ofFloats(shape, values);
    }

    static Tensor uniform(Shape shape, double bound, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-bound, bound);
        }
        return Tensor.ofFloats(shape, values);
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
