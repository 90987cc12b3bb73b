package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.Shape;
import org.rankscope.model.LinearModule;
import org.rankscope.model.WeightLayout;
import org.rankscope.onnx.RawNode;

/**
 * The modules of an imported model: its linear layers and the tables of its tokens under the names that they have in the exported program, and the
 * names of all weights.
 */
final class ModuleTree {
    private static final String LOGITS = "logits";
    private static final String CONSTANT = "constant";
    private static final List<String> TOKENS = List.of("input_ids", "decoder_input_ids");

    private final ModuleNames names;
    private final List<LinearModule> modules = new ArrayList<>();
    private final List<LinearModule> embeddings = new ArrayList<>();
    private final Map<String, String> embeddingOfResult = new HashMap<>();
    private final Map<String, LinearLayer> layerOfProduct = new HashMap<>();
    private final Map<String, String> moduleOfProduct = new HashMap<>();
    private final Map<String, String> parameterOf = new LinkedHashMap<>();
    private final Map<String, String> partOf = new LinkedHashMap<>();
    private final Map<String, LinearModule> packed = new LinkedHashMap<>();

    ModuleTree(GraphIndex index, Set<String> weights, List<LinearLayer> layers, String output) {
        Set<String> used = new HashSet<>();
        index.needed(output).forEach(node -> used.addAll(node.reads()));
        List<String> needed = weights.stream().filter(used::contains).toList();
        List<String> paths = new ArrayList<>();
        layers.forEach(layer -> path(layer).ifPresent(paths::add));
        needed.forEach(weight -> ModuleNames.ofWeight(weight).ifPresent(paths::add));
        List<String> reserved = new ArrayList<>(List.of(LOGITS, CONSTANT));
        index.graph().inputs().forEach(input -> reserved.add(input.name()));
        names = new ModuleNames(paths, reserved);

        Optional<LinearLayer> head = head(index, layers, output);
        Map<String, String> named = new HashMap<>();
        for (LinearLayer layer : layers) {
            String name = names.unique(
                    path(layer).map(names::unwrapped).orElse(layer.product().label()));
            LinearModule module = named(
                    module(
                            layer,
                            name,
                            layer.weightShape(index),
                            head.filter(layer::equals).isPresent()),
                    layer);
            modules.add(module);
            layerOfProduct.put(layer.product().outputs().get(0), layer);
            moduleOfProduct.put(layer.product().outputs().get(0), name);
            if (!layer.isPacked() && !TiedWeights.isTable(index, layer.weight())) {
                named.put(layer.weight(), names.unique(module.weightName()));
            }
            layer.bias().ifPresent(bias -> named.put(bias, names.unique(module.biasName())));
        }
        for (String weight : needed) {
            String name = named.get(weight);
            List<RawNode> pickers = TiedWeights.pickers(index, weight);
            Optional<String> embedding = pickers.size() == 1 ? ModuleNames.path(pickers.get(0)) : Optional.empty();
            if (name == null && embedding.isPresent()) {
                name = names.unique(names.unwrapped(embedding.get()) + ".weight");
            } else if (name == null) {
                boolean readable = ModuleNames.ofWeight(weight).isPresent();
                name = names.unique(readable ? names.unwrapped(weight) : weight);
            }
            parameterOf.put(weight, name);
            addEmbeddings(index, weight, pickers);
        }
        packedTables(index, output);
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i).isPacked()) {
                nameParts(index, layers.get(i).product(), modules.get(i).weightName());
            } else {
                modules.set(
                        i, modules.get(i).tiedTo(parameterOf.get(layers.get(i).weight())));
            }
        }
    }

    /** {@code module}, its weight's name taken if it is not the name of a tensor in the file. */
    private LinearModule named(LinearModule module, LinearLayer layer) {
        if (!layer.isPacked()) {
            return module;
        }
        LinearModule named = module.tiedTo(names.unique(module.weightName()));
        packed.put(named.weightName(), named);
        return named;
    }

    /** What a weight is held in is called after it, so that a file which is written of it says where it belongs. */
    private void nameParts(GraphIndex index, RawNode product, String weight) {
        for (String part : new PackedProducts(index).parts(product)) {
            int place = product.inputs().indexOf(part);
            String end = place < 0 ? "" : PackedProducts.end(product, place);
            nameTensor(part, weight, end);
        }
    }

    private void nameTensor(String part, String weight, String end) {
        String name = part.startsWith(weight + ".") || end.isEmpty() ? part : weight + end;
        partOf.computeIfAbsent(part, key -> names.unique(name));
    }

    /** Notes the modules that look tokens up in {@code weight}, and do nothing else, where the file says what they are. */
    private void addEmbeddings(GraphIndex index, String weight, List<RawNode> pickers) {
        Shape shape = index.graph().initializers().get(weight).shape();
        boolean alone = index.readers(weight).stream()
                        .filter(reader -> reader.is("Gather"))
                        .count()
                == 1;
        for (RawNode picker : pickers) {
            if (shape.rank() == 2 && looksTokensUp(index, picker)) {
                ModuleNames.path(picker)
                        .or(() -> alone ? ModuleNames.ofWeight(weight) : Optional.empty())
                        .map(names::unwrapped)
                        .map(names::unique)
                        .ifPresent(name -> addEmbedding(picker, name, shape, parameterOf.get(weight)));
            }
        }
    }

    private static boolean looksTokensUp(GraphIndex index, RawNode picker) {
        return TOKENS.stream().anyMatch(tokens -> index.follows(picker.input(1), tokens));
    }

    private void addEmbedding(RawNode picker, String name, Shape table, String weight) {
        embeddings.add(LinearModule.embedding(name, Math.toIntExact(table.dim(0)), Math.toIntExact(table.dim(1)))
                .tiedTo(weight));
        embeddingOfResult.put(picker.outputs().get(0), name);
    }

    /** Tables of codes that tokens are looked up in. */
    private void packedTables(GraphIndex index, String output) {
        PackedTables tables = new PackedTables(index);
        for (RawNode picker : index.needed(output)) {
            if (!tables.isTable(picker) || !looksTokensUp(index, picker)) {
                continue;
            }
            String codes = picker.input(0);
            String path = ModuleNames.path(picker)
                    .or(() -> ModuleNames.ofCodes(codes))
                    .map(names::unwrapped)
                    .orElse(picker.label());
            String name = names.unique(path);
            String weight = names.unique(name + ".weight");
            addEmbedding(picker, name, tables.shape(picker), weight);
            packed.put(weight, embeddings.get(embeddings.size() - 1));
            tables.parts(picker).forEach((part, end) -> nameTensor(part, weight, end));
        }
    }

    private static Optional<String> path(LinearLayer layer) {
        return ModuleNames.path(layer.product())
                .or(() ->
                        layer.isPacked() ? ModuleNames.ofCodes(layer.weight()) : ModuleNames.ofWeight(layer.weight()));
    }

    private static LinearModule module(LinearLayer layer, String name, Shape weight, boolean head) {
        if (layer.isConvolution()) {
            int groups = groups(layer.product());
            return new LinearModule(
                    name,
                    Math.toIntExact(weight.dim(1) * groups),
                    Math.toIntExact(weight.dim(0)),
                    layer.bias().isPresent(),
                    head,
                    WeightLayout.OUT_IN,
                    weight.dims().subList(2, weight.rank()),
                    groups);
        }
        boolean outFirst = layer.layout() == WeightLayout.OUT_IN;
        return new LinearModule(
                        name,
                        Math.toIntExact(weight.dim(outFirst ? 1 : 0)),
                        Math.toIntExact(weight.dim(outFirst ? 0 : 1)),
                        layer.bias().isPresent(),
                        head,
                        layer.layout(),
                        List.of(),
                        1)
                .withLibraryLayout(libraryLayout(layer));
    }

    /**
     * Exporters turn the weights of {@code torch.nn.Linear} into [in, out] under names of their own; one that is so under the
     * module's name was so before.
     */
    private static WeightLayout libraryLayout(LinearLayer layer) {
        return layer.isPacked() || layer.weight().endsWith(".weight") ? layer.layout() : WeightLayout.OUT_IN;
    }

    private static int groups(RawNode convolution) {
        return convolution.attributes().get("group") instanceof Attribute.Int groups
                ? Math.toIntExact(groups.value())
                : 1;
    }

    /** The layer that makes the logits: the first one met on the way back from them, while there is one way only. */
    private static Optional<LinearLayer> head(GraphIndex index, List<LinearLayer> layers, String output) {
        Map<String, LinearLayer> byResult = new HashMap<>();
        layers.forEach(layer -> {
            byResult.put(layer.result(), layer);
            byResult.put(layer.product().outputs().get(0), layer);
        });
        String value = output;
        while (!byResult.containsKey(value)) {
            RawNode maker = index.maker(value).orElse(null);
            List<String> fed = maker == null
                    ? List.of()
                    : maker.inputs().stream().filter(index::isFed).distinct().toList();
            if (fed.size() != 1) {
                return Optional.empty();
            }
            value = fed.get(0);
        }
        return Optional.of(byResult.get(value));
    }

    List<LinearModule> modules() {
        return Collections.unmodifiableList(modules);
    }

    /** The tables that tokens are looked up in. */
    List<LinearModule> embeddings() {
        return Collections.unmodifiableList(embeddings);
    }

    /** The name of each weight that the logits need, by initializer. */
    Map<String, String> parameterOf() {
        return Collections.unmodifiableMap(parameterOf);
    }

    /** The name of each tensor that weights in few bits are held in, by initializer. */
    Map<String, String> partOf() {
        return Collections.unmodifiableMap(partOf);
    }

    /** The layers whose weights are held so, by the names of those. */
    Map<String, LinearModule> packed() {
        return Collections.unmodifiableMap(packed);
    }

    /** A name for something else, not given to anything yet. */
    String unique(String name) {
        return names.unique(name);
    }

    /** The layer whose product is called so in the file. */
    Optional<LinearLayer> layerOfProduct(String value) {
        return Optional.ofNullable(layerOfProduct.get(value));
    }

    /** The name of that layer. */
    String moduleOfProduct(String value) {
        return moduleOfProduct.get(value);
    }

    /** What a result of {@code node} is called: as the node is in the file; what is looked up after its table's module. */
    String label(RawNode node) {
        String embedding = embeddingOfResult.get(node.outputs().get(0));
        return embedding == null ? names.free(node.label()) : embedding;
    }
}
