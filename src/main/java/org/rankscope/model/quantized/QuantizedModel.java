package org.rankscope.model.quantized;

import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.rankscope.graph.DType;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.LinearModule;
import org.rankscope.model.NoiseSchedule;
import org.rankscope.model.Precision;
import org.rankscope.model.Tokenizer;
import org.rankscope.model.WeightLayout;

/**
 * A model whose linear layers are held in 4 bits. The first time that one of their tensors is asked for all are quantised,
 * layer by layer. {@link #weight} of such a layer gives the numbers that its codes stand for. Closing it closes the model.
 */
public final class QuantizedModel extends QuantizedGraph implements BaseModel {
    private final BaseModel model;
    private final Map<String, LinearModule> byWeight = new HashMap<>();
    private Map<String, Map<String, Tensor>> quantized;

    /** As {@link QuantizedGraph#QuantizedGraph}. */
    public QuantizedModel(BaseModel model, Precision precision, Predicate<String> kept) {
        super(model, precision, kept);
        this.model = model;
        packed().values().forEach(module -> byWeight.put(module.weightName(), module));
    }

    /** A parameter of the model, FLOAT, or one of the tensors that the graph reads in its place. */
    @Override
    public Tensor weight(String parameter) {
        LinearModule module = byWeight.get(parameter);
        if (module != null) {
            float[] weight = format().unpack(module, quantized().get(parameter));
            if (module.layout() == WeightLayout.IN_OUT) {
                float[] stored = new float[weight.length];
                turn(weight, module.outFeatures(), module.inFeatures(), stored);
                weight = stored;
            }
            return Tensor.ofFloats(module.weightShape(), weight);
        }
        int end = parameter.lastIndexOf('.');
        boolean part = end > 0 && byWeight.containsKey(parameter.substring(0, end));
        return part
                ? quantized().get(parameter.substring(0, end)).get(parameter.substring(end))
                : model.weight(parameter);
    }

    @Override
    public Tensor weight(String parameter, DType half) {
        return model.parameters().containsKey(parameter) && !byWeight.containsKey(parameter)
                ? model.weight(parameter, half)
                : BaseModel.super.weight(parameter, half);
    }

    @Override
    public Optional<Tensor> known(String parameter) {
        return BaseModel.super.known(parameter);
    }

    private synchronized Map<String, Map<String, Tensor>> quantized() {
        if (quantized == null) {
            Map<String, Map<String, Tensor>> all = new HashMap<>();
            Scratch scratch = new Scratch(byWeight.values());
            byWeight.forEach((name, module) -> all.put(name, format().pack(module, scratch.read(module))));
            quantized = all;
        }
        return quantized;
    }

    /** Room for one weight at a time, and a second time where it has to be turned. */
    private final class Scratch {
        private final float[] stored;
        private final float[] turned;

        Scratch(Collection<LinearModule> modules) {
            stored = new float[largest(modules.stream())];
            turned = new float[largest(modules.stream().filter(module -> module.layout() == WeightLayout.IN_OUT))];
        }

        private static int largest(Stream<LinearModule> modules) {
            return modules.mapToInt(
                            module -> Math.toIntExact(module.weightShape().elements()))
                    .max()
                    .orElse(0);
        }

        /** The weight of the checkpoint as [out, in]. */
        float[] read(LinearModule module) {
            model.read(module.weightName(), FloatBuffer.wrap(stored));
            if (module.layout() == WeightLayout.OUT_IN) {
                return stored;
            }
            turn(stored, module.inFeatures(), module.outFeatures(), turned);
            return turned;
        }
    }

    private static void turn(float[] matrix, int rows, int columns, float[] turned) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                turned[column * rows + row] = matrix[row * columns + column];
            }
        }
    }

    @Override
    public void read(String parameter, FloatBuffer target) {
        if (byWeight.containsKey(parameter)) {
            BaseModel.super.read(parameter, target);
        } else {
            model.read(parameter, target);
        }
    }

    @Override
    public BaseModel unquantized() {
        return model;
    }

    @Override
    public String description() {
        return packed().isEmpty()
                ? model.description()
                : model.description() + " · " + packed().size() + " linear layers as "
                        + precision().json();
    }

    @Override
    public List<String> notes() {
        return model.notes();
    }

    @Override
    public int padTokenId() {
        return model.padTokenId();
    }

    @Override
    public OptionalInt decoderStartTokenId() {
        return model.decoderStartTokenId();
    }

    @Override
    public List<String> labels() {
        return model.labels();
    }

    @Override
    public Optional<ImageSettings> images() {
        return model.images();
    }

    @Override
    public Optional<NoiseSchedule> noise() {
        return model.noise();
    }

    @Override
    public Optional<String> chatTemplate() {
        return model.chatTemplate();
    }

    @Override
    public Map<String, String> specialTokens() {
        return model.specialTokens();
    }

    @Override
    public Tokenizer openTokenizer() {
        return model.openTokenizer();
    }

    @Override
    public void close() {
        model.close();
    }
}
