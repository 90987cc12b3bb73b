package org.rankscope.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.rankscope.graph.Graph;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.OnnxAdapterFile;
import org.rankscope.onnx.OnnxModelFile;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.runtime.ModelFile;

/**
 * {@link ExportFormat#ONNX}: the base model with the updates of a LoRA adapter as inputs that may be left out; any other
 * adapter is in the graph for good, as weights where it can be merged.
 */
final class OnnxExport {
    private static final String SUFFIX = ".onnx";
    private static final String LOGITS = "logits";

    /** The longest row of a file that takes any, where nobody says: what graphs are built at takes memory by its square. */
    private static final int USUAL_LONGEST = 2048;

    /** Sizes at which a file that takes any is tried: neither is one that its graph was made from. */
    private static final List<SizeFormula.Size> TRIED =
            List.of(new SizeFormula.Size(1, 7), new SizeFormula.Size(3, 16));

    private final Adapted adapted;
    private final Optional<AdapterInputs> inputs;
    private final Function<String, Tensor> parameters;
    private final BiFunction<Integer, Integer, Graph> forward;
    private final List<String> notes = new ArrayList<>();

    private OnnxExport(Adapted adapted) {
        this.adapted = adapted;
        this.inputs = OnnxAdapterExport.inputs(adapted);
        if (inputs.isPresent()) {
            Function<String, Optional<Tensor>> absent = inputs.get().absent();
            this.forward = (batch, length) -> inputs.get().into(adapted.model().forward(batch, length));
            this.parameters =
                    name -> absent.apply(name).orElseGet(() -> adapted.model().weight(name));
            notes.add("The file holds the base model; a run that is given the adapter's " + OnnxAdapterFile.SUFFIX
                    + " (--format onnx_adapter) computes with it.");
        } else {
            notes.add(OnnxAdapterExport.obstacle(adapted) + ": the file has the adapter in it for good.");
            Optional<Map<String, Tensor>> merged = merged(adapted);
            this.forward = merged.isPresent() ? adapted.model()::forward : this::injected;
            this.parameters = merged.<Function<String, Tensor>>map(values -> name -> values.containsKey(name)
                            ? values.get(name)
                            : adapted.model().weight(name))
                    .orElseGet(adapted::parameters);
        }
    }

    /** The weights with the adapter in them; empty where it can't be, or the graph reads codes in place of one of them. */
    private static Optional<Map<String, Tensor>> merged(Adapted adapted) {
        try {
            Map<String, Tensor> merged = adapted.method().merged(adapted.model(), adapted.values());
            return Optional.of(merged).filter(weights -> adapted.model().forward(1, 1).parameters().stream()
                    .map(Value::name)
                    .noneMatch(read -> weights.containsKey(read.substring(0, Math.max(0, read.lastIndexOf('.'))))));
        } catch (RequestException e) {
            return Optional.empty();
        }
    }

    private Graph injected(int batch, int length) {
        AdapterMethod method = adapted.method();
        return method.inject(method.base(adapted.model(), batch, length), AdapterMethod.Mode.EVALUATION)
                .graph();
    }

    /**
     * Writes the graph, and runs it.
     *
     * @param batch rows that the file is to be fixed to; empty for one that takes any
     * @param length tokens of a row that it is to be fixed to, or the longest row
     */
    static Exported write(Adapted adapted, Path out, Optional<Integer> batch, Optional<Integer> length)
            throws IOException {
        return new OnnxExport(adapted).write(out, batch, length);
    }

    private Exported write(Path out, Optional<Integer> batch, Optional<Integer> length) throws IOException {
        long bytes = adapted.model().parameters().values().stream()
                .mapToLong(shape -> shape.elements() * Float.BYTES)
                .sum();
        Place place = Place.file(out, SUFFIX, bytes);
        int most = adapted.model().maxSequenceLength();
        if (length.isPresent() && (length.get() < 1 || length.get() > most)) {
            throw new RequestException("Option --sequence-length has the value " + length.get() + "; expected 1 to "
                    + most + ", the positions that the model takes.");
        }
        int longest = length.orElse(Math.min(USUAL_LONGEST, most));
        Graph graph;
        Map<String, List<String>> axes = new LinkedHashMap<>();
        List<SizeFormula.Size> tried;
        if (batch.isPresent()) {
            graph = shaped(batch.get(), longest);
            tried = List.of(new SizeFormula.Size(batch.get(), longest));
            notes.add("It takes " + batch.get() + " rows of " + longest + " tokens, and no other batch.");
        } else {
            AnySize free = AnySize.of(this::shaped, longest)
                    .orElseThrow(() -> new RequestException("The graph of this model is for one size of batch; give"
                            + " --batch-size and --sequence-length, and the file is fixed to them."));
            graph = free.graph();
            axes.putAll(free.axes());
            tried = TRIED.stream()
                    .filter(size -> size.length() <= free.longest())
                    .toList();
            if (axes.values().stream().anyMatch(names -> names.contains(AnySize.LENGTH))) {
                notes.add("It takes batches of any size, with rows of up to " + free.longest() + " tokens.");
            } else {
                notes.add("It takes batches of any size.");
            }
        }
        inputs.ifPresent(named -> axes.putAll(named.axes()));
        OnnxModelFile file = new OnnxModelFile(graph, axes, optional(graph), metadata());
        double[] difference = new double[1];
        place.writeFiles(folder -> {
            Path onnx = folder.resolve(place.name());
            file.write(onnx, parameters);
            difference[0] = check(onnx, tried);
        });
        long written = Files.size(out);
        Path data = out.resolveSibling(out.getFileName() + OnnxModelFile.DATA_SUFFIX);
        if (file.isParted()) {
            written += Files.size(data);
            notes.add("Its weights are in " + data.getFileName() + " beside it.");
        }
        return new Exported(ExportFormat.ONNX, written, difference[0], notes);
    }

    /** What a run may give: the updates, and what is trained whole beside them. */
    private Set<String> optional(Graph graph) {
        Set<String> optional = new HashSet<>();
        if (inputs.isPresent()) {
            Set<String> trained = adapted.method().trainable().keySet();
            graph.parameters().stream()
                    .map(Value::name)
                    .filter(trained::contains)
                    .forEach(optional::add);
        }
        return optional;
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("base_model", adapted.base().model());
        metadata.put("task", adapted.base().task().json());
        metadata.put("adapter", adapted.config().method().json());
        metadata.put("notes", String.join(" ", notes));
        return metadata;
    }

    /** The graph at one size, with logits that have the axes of the batch. */
    private Graph shaped(int batch, int length) {
        Graph graph = forward.apply(batch, length);
        Shape rows = graph.output(LOGITS).shape();
        boolean tokens = adapted.base().task().labelsTokens() && rows.rank() == 2 && rows.dim(0) % batch == 0;
        return tokens ? Outputs.reshaped(graph, LOGITS, Shape.of(batch, rows.dim(0) / batch, rows.dim(1))) : graph;
    }

    /** The largest difference to the base model with the adapter in it. */
    private double check(Path onnx, List<SizeFormula.Size> sizes) throws IOException {
        Optional<Path> adapter = Optional.empty();
        if (inputs.isPresent()) {
            adapter = Optional.of(onnx.resolveSibling("check" + OnnxAdapterFile.SUFFIX));
            OnnxAdapterFile.write(adapter.get(), inputs.get().tensors(adapted.trained()));
        }
        double largest = 0;
        try (ModelFile file = ModelFile.open(onnx)) {
            for (SizeFormula.Size size : sizes) {
                SampleBatch sample = SampleBatch.of(adapted, (int) size.batch(), (int) size.length());
                largest = Math.max(largest, sample.difference(file.run(sample.inputs(), LOGITS, adapter)));
            }
        }
        if (adapter.isPresent()) {
            Files.delete(adapter.get());
        }
        return SampleBatch.checked(largest);
    }
}
