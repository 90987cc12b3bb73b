package org.rankscope.peft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.rankscope.graph.DType;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.LinearModule;
import org.rankscope.model.ModelGraph;

/**
 * Low-rank adaptation: y = x·Wᵀ + scaling · (dropout(x)·loraAᵀ)·loraBᵀ (Hu et al. 2021, arXiv 2106.09685, equation 3);
 * scaling alpha / rank, or alpha / √rank (Kalajdzievski 2023, arXiv 2312.03732). {@link LoraBranch} says how
 * the update meets the base product.
 */
final class Lora implements AdapterMethod {
    private final AdapterConfig config;
    private final List<LinearModule> modules;
    private final Map<String, AdaptedModule> adapted = new LinkedHashMap<>();
    private final Map<String, Shape> trainable;

    Lora(AdapterConfig config, List<LinearModule> modules) {
        this.config = config;
        this.modules = modules;
        List<AdaptedModule> targets = TargetModules.match(config, modules);
        targets.forEach(target -> adapted.put(target.module().name(), target));
        this.trainable = TrainableShapes.of(config, targets, modules);
    }

    /** LoRA on {@code model}; a RequestException says what of the configuration it can't have. */
    static Lora on(ModelGraph model, AdapterConfig config) {
        Lora lora = new Lora(config, model.linearModules());
        for (LinearModule module : model.linearModules()) {
            if (config.savesModule(module.name()) && !model.parameters().containsKey(module.weightName())) {
                throw new RequestException(
                        "modules_to_save: " + module.name() + " has no weight of its own in this model,"
                                + " it is tied to the embedding; leave it out, or adapt it by target_modules.");
            }
        }
        return lora;
    }

    @Override
    public Injected inject(Graph base, Mode mode) {
        GraphBuilder g = new GraphBuilder(base.name() + "+lora");
        Map<String, Value> inputs = new LinkedHashMap<>();
        base.inputs().forEach(input -> inputs.put(input.name(), g.input(input.name(), input.dtype(), input.shape())));
        List<Value> masks = new ArrayList<>();
        Map<String, Value> outputs = g.inline(base, inputs, node -> {
            AdaptedModule target = adapted.get(node.name());
            return target == null
                    ? node.output()
                    : g.in(node.name() + "/lora", () -> update(g, node, target, mode, masks));
        });
        return new Injected(g.build(List.copyOf(outputs.values())), masks);
    }

    private Value update(GraphBuilder g, Node linear, AdaptedModule target, Mode mode, List<Value> masks) {
        String name = target.module().name();
        Value x = linear.input(0);
        Value loraA = g.parameter(AdapterNames.loraA(name), target.loraA());
        Value loraB = g.parameter(AdapterNames.loraB(name), target.loraB());
        float kept = 1;
        if (mode == Mode.TRAINING && config.loraDropout() > 0) {
            Value mask = g.input("dropout/" + name, DType.BOOL, x.shape());
            masks.add(mask);
            x = g.where(mask, x, g.constant(0));
            kept = (float) (1 - config.loraDropout());
        }
        return new LoraBranch(g, linear, target).onto(x, loraA, loraB, kept);
    }

    @Override
    public Map<String, Shape> trainable() {
        return trainable;
    }

    /**
     * loraB is 0, loraA uniform in ±1/√(numbers that one of its rows reads) (PEFT's Kaiming-uniform with a = √5), biases as in the base. Rows of loraA are
     * drawn in turn, so that a lower rank starts with the first rows of a higher one.
     */
    @Override
    public Map<String, Tensor> initialValues(BaseModel model, long seed) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        trainable.forEach((name, shape) -> {
            if (model.parameters().containsKey(name)) {
                values.put(name, model.weight(name));
            } else {
                values.put(
                        name,
                        name.equals(AdapterNames.loraA(AdapterNames.module(name)))
                                ? uniform(
                                        shape,
                                        1 / Math.sqrt(shape.inner().elements()),
                                        new SplittableRandom(seed * 31 + name.hashCode()))
                                : Tensor.zeros(DType.FLOAT, shape));
            }
        });
        return values;
    }

    @Override
    public Map<String, Tensor> stored(Map<String, Tensor> values) {
        return new AdapterLayout(List.copyOf(adapted.values()), modules).toFile(values);
    }

    @Override
    public long save(Path directory, BaseReference base, Map<String, Tensor> values) throws IOException {
        AdapterFiles.write(directory, config, List.copyOf(adapted.values()), modules, base, values);
        return Files.size(directory.resolve(AdapterFiles.WEIGHTS));
    }

    @Override
    public Map<String, Tensor> load(Path directory) {
        Map<String, Tensor> values = AdapterFiles.read(directory, modules).values();
        Map<String, Shape> shapes = new LinkedHashMap<>();
        values.forEach((name, value) -> shapes.put(name, value.shape()));
        if (!shapes.equals(trainable)) {
            throw new RequestException(
                    directory + ": this adapter has other tensors than the adapter that is to be trained;"
                            + " leave 'adapter' out to take its configuration, or give both the same rank and target modules.");
        }
        return values;
    }

    private static Tensor uniform(Shape shape, double bound, SplittableRandom random) {
        float[] values = new float[Math.toIntExact(shape.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-bound, bound);
        }
        return Tensor.ofFloats(shape, values);
    }
}
