package org.rankscope.peft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
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
 * A method that adapts single layers: which ones, the biases and the whole layers that are trained beside them, and the
 * files are the same for all of these; what is put on a layer is its {@link LayerAdapter}.
 */
final class LayerwiseMethod implements AdapterMethod {
    private static final String WEIGHT = "weight";

    private final LayerAdapter method;
    private final AdapterConfig config;
    private final ModelGraph model;
    private final List<LinearModule> modules;
    private final Map<String, AdaptedModule> adapted = new LinkedHashMap<>();
    private final Map<String, Shape> trainable = new LinkedHashMap<>();

    private Start lastStart;

    /** Values that a model's layers began with. */
    private record Start(BaseModel model, long seed, Map<String, Tensor> values) {}

    /** @throws RequestException saying what of {@code config} the model can't have */
    LayerwiseMethod(LayerAdapter method, AdapterConfig config, ModelGraph model) {
        this.method = method;
        this.config = config;
        this.model = model;
        this.modules = model.adaptableModules();
        SavedParameters.check(config, model);
        List<AdaptedModule> targets = TargetModules.match(config, modules);
        for (AdaptedModule target : targets) {
            adapted.put(target.module().name(), target);
            method.trained(target).forEach((end, shape) -> trainable.put(name(target, end), shape));
        }
        trainable.putAll(SavedParameters.shapes(config, targets, model));
    }

    @Override
    public Injected inject(Graph base, Mode mode) {
        GraphBuilder g = new GraphBuilder(base.name() + "+adapter");
        Map<String, Value> inputs = new LinkedHashMap<>();
        base.inputs().forEach(input -> inputs.put(input.name(), g.input(input.name(), input.dtype(), input.shape())));
        Map<String, Drawn> drawn = Site.nothingDrawn();
        Map<String, Node> layers = new HashMap<>();
        Map<String, AdaptedModule> places = places(base);
        Map<String, Value> outputs = g.inline(base, inputs, node -> {
            if (adapted.containsKey(node.name())) {
                layers.put(node.name(), node);
            }
            AdaptedModule target = places.get(node.name());
            if (target == null) {
                return node.output();
            }
            String name = target.module().name();
            return g.in(
                    name + "/adapter",
                    () -> method.onto(
                            new Site(g, layers.get(name), node, target, mode, config.loraDropout(), drawn),
                            own(g, target)));
        });
        return new Injected(g.build(List.copyOf(outputs.values())), List.copyOf(drawn.values()));
    }

    /** Names of the nodes whose results change, with the layer whose adapter does it. */
    private Map<String, AdaptedModule> places(Graph base) {
        Readers readers = new Readers(base);
        Map<String, AdaptedModule> places = new HashMap<>();
        for (Node node : base.nodes()) {
            AdaptedModule target = adapted.get(node.name());
            if (target != null) {
                AdaptedModule other =
                        places.put(method.place(target, node, readers).name(), target);
                if (other != null) {
                    throw new RequestException("target_modules: the adapters of "
                            + other.module().name() + " and " + target.module().name()
                            + " would stand at the same place; leave one of them out.");
                }
            }
        }
        return places;
    }

    private Map<String, Value> own(GraphBuilder g, AdaptedModule target) {
        Map<String, Value> own = new LinkedHashMap<>();
        method.trained(target).forEach((end, shape) -> {
            if (shape.elements() > 0) {
                own.put(end, g.parameter(name(target, end), shape));
            }
        });
        method.fixed(target).forEach((end, shape) -> own.put(end, g.parameter(name(target, end), shape)));
        return own;
    }

    private static String name(AdaptedModule target, String end) {
        return target.module().name() + "." + end;
    }

    @Override
    public Map<String, Shape> trainable() {
        return trainable;
    }

    private boolean hasFixed() {
        return adapted.values().stream()
                .anyMatch(target -> !method.fixed(target).isEmpty());
    }

    @Override
    public Optional<StepRule> stepRule() {
        return method.rule(targets());
    }

    private List<AdaptedModule> targets() {
        return List.copyOf(adapted.values());
    }

    @Override
    public Map<String, Tensor> initialValues(BaseModel model, long seed) {
        Map<String, Tensor> started = started(model, seed);
        Map<String, Tensor> values = new LinkedHashMap<>();
        trainable.forEach((name, shape) ->
                values.put(name, model.parameters().containsKey(name) ? model.weight(name) : started.get(name)));
        return values;
    }

    @Override
    public Map<String, Tensor> fixedValues(BaseModel model, long seed) {
        if (!hasFixed()) {
            return Map.of();
        }
        Map<String, Tensor> values = new LinkedHashMap<>(started(model, seed));
        values.keySet().removeAll(trainable.keySet());
        return values;
    }

    /** Kept from the last time: what is fixed is asked for apart from what is trained, and may be costly. */
    private synchronized Map<String, Tensor> started(BaseModel model, long seed) {
        if (lastStart != null && lastStart.model() == model && lastStart.seed() == seed) {
            return lastStart.values();
        }
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (AdaptedModule target : adapted.values()) {
            method.startOn(
                            model,
                            target,
                            end -> new SplittableRandom(
                                    seed * 31 + name(target, end).hashCode()))
                    .forEach((end, value) -> values.put(name(target, end), value));
        }
        lastStart = hasFixed() ? new Start(model, seed, values) : null;
        return values;
    }

    @Override
    public Map<String, Tensor> merged(BaseModel model, Map<String, Tensor> values) {
        for (AdaptedModule target : adapted.values()) {
            SharedWeights.other(target.module(), modules).ifPresent(other -> {
                throw new RequestException("Merging " + target.module().name() + ": its weight is that of "
                        + other.name() + " as well, which has to stay as it is; keep the adapter apart, or leave this"
                        + " layer out of target_modules.");
            });
        }
        Map<String, Tensor> merged = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (model.parameters().containsKey(name)) {
                merged.put(name, value);
            }
        });
        Function<String, Tensor> base = name -> merged.getOrDefault(name, model.weight(name));
        for (AdaptedModule target : adapted.values()) {
            merged.putAll(method.merged(target, base, own(target, values)));
        }
        return merged;
    }

    /** Of {@code values} those of one layer, by the ends of their names. */
    private Map<String, Tensor> own(AdaptedModule target, Map<String, Tensor> values) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        method.trained(target).keySet().forEach(end -> own.put(end, values.get(name(target, end))));
        method.fixed(target).keySet().forEach(end -> own.put(end, values.get(name(target, end))));
        return own;
    }

    @Override
    public Map<String, Shape> storedShapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>(trainable);
        for (AdaptedModule target : adapted.values()) {
            method.inFile(target).forEach((end, shape) -> shapes.put(name(target, end), shape));
        }
        return layout().shapes(shapes);
    }

    @Override
    public Map<String, Tensor> stored(Map<String, Tensor> values) {
        return layout().toFile(values);
    }

    private AdapterLayout layout() {
        boolean wrapped = PeftConfigJson.format(config).orElseThrow().wrapsLayers();
        return new AdapterLayout(wrapped ? adapted.keySet() : Set.of(), model);
    }

    @Override
    public long save(Path directory, BaseReference base, Map<String, Tensor> values) throws IOException {
        LayerAdapter.Left left = method.left(config, targets(), values);
        Map<String, Tensor> trained = new LinkedHashMap<>(left.values());
        trained.keySet().retainAll(trainable.keySet());
        weights().keySet().stream().filter(values::containsKey).forEach(name -> trained.put(name, values.get(name)));
        AdapterFiles.write(
                directory, left.config(), TargetModules.match(left.config(), modules), base, stored(trained));
        return Files.size(directory.resolve(AdapterFiles.WEIGHTS));
    }

    @Override
    public Map<String, Tensor> load(Path directory) {
        AdapterConfig found = AdapterFiles.readConfig(directory);
        boolean same = (found.method() == config.method()
                        || found.method().isPlainLora() && config.method().isPlainLora())
                && TargetModules.match(found, modules).equals(targets());
        if (!same) {
            throw new RequestException(
                    directory + ": this adapter has other tensors than the adapter that is to be trained;"
                            + " leave 'adapter' out to take its configuration, or give both the same rank and target modules.");
        }
        Map<String, Tensor> values = AdapterFiles.values(directory, trainable, weights(), layout());
        adapted.values().forEach(target -> checkWeight(directory, target.module(), values.get(name(target, WEIGHT))));
        return values;
    }

    /** Weights of adapted layers: PEFT stores those of embeddings and heads, as they are, beside the adapter. */
    private Map<String, Shape> weights() {
        Map<String, Shape> weights = new LinkedHashMap<>();
        adapted.values()
                .forEach(target ->
                        weights.put(name(target, WEIGHT), target.module().weightShape()));
        return weights;
    }

    private void checkWeight(Path directory, LinearModule module, Tensor stored) {
        boolean differs = stored != null
                && model.known(module.weightName())
                        .filter(own -> !Arrays.equals(own.floats(), stored.floats()))
                        .isPresent();
        if (differs) {
            throw new RequestException(directory + ": the weight of " + module.name() + " that is stored beside the"
                    + " adapter is not that of the base model; check that this is the model that it was trained on.");
        }
    }
}
