package org.rankscope.model.imported;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.rankscope.graph.Graph;
import org.rankscope.graph.GraphException;
import org.rankscope.graph.Node;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.LinearModule;
import org.rankscope.model.Task;
import org.rankscope.model.Tokenizer;
import org.rankscope.onnx.StoredTensor;

/**
 * An {@code .onnx} file as a {@link BaseModel}. Its weights are views of the mapped file or of the data files beside it;
 * those in float16, bfloat16 or float64 are widened or narrowed to float32 at every call of {@link #weight}, and those that
 * the file holds as codes are written out.
 */
public final class ImportedModel implements BaseModel {
    /** Shape at which a file is tried when it is opened, where it leaves the choice. */
    private static final int TRIED_BATCH = 2;

    private static final int TRIED_LENGTH = 8;

    private static final String IDS = "input_ids";

    /** Graphs kept for shapes that were asked for; each holds its constants. */
    private static final int GRAPHS_KEPT = 4;

    private final ReadModel model;
    private final ModelFolder folder;
    private final Map<String, StoredTensor> stored = new LinkedHashMap<>();
    private final Map<String, Shape> parameters = new LinkedHashMap<>();
    private final Map<List<Integer>, Graph> graphs = new LinkedHashMap<>();
    private final int triedBatch;
    private final int triedLength;
    private final int outputSize;
    private final boolean labelsTokens;

    private ImportedModel(ReadModel model, ModelFolder folder) {
        this.model = model;
        this.folder = folder;
        model.parameterOf().forEach((initializer, parameter) -> {
            StoredTensor tensor = model.graph().initializers().get(initializer);
            stored.put(parameter, tensor);
            if (model.weights().contains(initializer)) {
                parameters.put(parameter, tensor.shape());
            }
        });
        model.modules().packed().forEach((weight, module) -> parameters.put(weight, module.weightShape()));
        triedBatch = model.inputs().fixedBatch().map(Math::toIntExact).orElse(TRIED_BATCH);
        triedLength =
                Math.min(model.inputs().fixedLength().map(Math::toIntExact).orElse(TRIED_LENGTH), maxSequenceLength());
        Shape logits = forward(triedBatch, triedLength).outputs().get(0).shape();
        outputSize = Math.toIntExact(logits.dim(-1));
        labelsTokens = logits.dim(0) == (long) triedBatch * triedLength;
    }

    /**
     * Opens {@code onnx}. A {@link RequestException} says in a sentence what is wrong with the file, or what in it can't be
     * trained.
     */
    public static ImportedModel open(Path onnx) {
        return guarded(onnx, () -> new ImportedModel(ReadModel.read(onnx), ModelFolder.of(onnx)));
    }

    /** What can only be the file's fault, said as such. */
    private static <T> T guarded(Path onnx, Supplier<T> work) {
        try {
            return work.get();
        } catch (GraphException | IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw new RequestException(
                    onnx + ": the model contradicts itself (" + OneLine.of(String.valueOf(e.getMessage()))
                            + "); export it again.",
                    e);
        }
    }

    /**
     * The tasks that the file can be trained for: it has the head that it was exported with, and what that predicts is seen
     * from its shape. One row of numbers for each token is over the vocabulary, or over the tags of words.
     */
    public List<Task> tasks() {
        if (!model.inputs().takesTokens()) {
            return List.of(Task.IMAGE_CLASSIFICATION);
        } else if (!labelsTokens) {
            return List.of(Task.SEQUENCE_CLASSIFICATION);
        } else if (model.inputs().takesDecoderTokens()) {
            return List.of(Task.SEQ2SEQ_LM);
        }
        OptionalInt vocabulary = model.rows(IDS);
        if (vocabulary.isEmpty()) {
            return List.of(Task.CAUSAL_LM, Task.TOKEN_CLASSIFICATION);
        }
        return List.of(outputSize < vocabulary.getAsInt() ? Task.TOKEN_CLASSIFICATION : Task.CAUSAL_LM);
    }

    @Override
    public String description() {
        long count = parameters.values().stream().mapToLong(Shape::elements).sum();
        long packed = linearModules().stream()
                .filter(module -> packedModules().contains(module.name()))
                .count();
        return String.format(
                Locale.ROOT,
                "ONNX · %s · %d linear layers%s · %,d weights · opset %d",
                model.producer(),
                linearModules().size(),
                packed == 0 ? "" : ", " + packed + " of them as codes",
                count,
                model.opset());
    }

    @Override
    public Map<String, Shape> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    @Override
    public Tensor weight(String parameter) {
        LinearModule packed = model.modules().packed().get(parameter);
        if (packed != null) {
            Graph graph = forward(triedBatch, triedLength);
            Node layer = graph.nodes().stream()
                    .filter(node -> node.name().equals(packed.name()))
                    .findFirst()
                    .orElseThrow();
            return WrittenOut.of(graph, layer, this::weight);
        }
        StoredTensor tensor = stored.get(parameter);
        if (tensor == null) {
            throw new IllegalArgumentException("The model has no parameter '" + parameter + "'.");
        }
        return tensor.tensor();
    }

    @Override
    public Set<String> packedModules() {
        return model.modules().packed().values().stream()
                .map(LinearModule::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public long weightBytes() {
        return stored.values().stream().mapToLong(StoredTensor::bytes).sum();
    }

    @Override
    public List<LinearModule> linearModules() {
        return model.modules().modules();
    }

    @Override
    public List<LinearModule> embeddings() {
        return model.modules().embeddings();
    }

    @Override
    public List<Value> inputs(int batchSize, int sequenceLength) {
        return model.inputs().batch(batchSize, sequenceLength);
    }

    @Override
    public int outputSize() {
        return outputSize;
    }

    @Override
    public int vocabSize() {
        return model.inputs().takesTokens() ? model.rows(IDS).orElse(labelsTokens ? outputSize : Integer.MAX_VALUE) : 0;
    }

    @Override
    public OptionalInt valuesOf(String input) {
        return input.equals(IDS) ? OptionalInt.of(vocabSize()) : model.rows(input);
    }

    @Override
    public int maxSequenceLength() {
        OptionalInt fixed =
                model.inputs().fixedLength().stream().mapToInt(Math::toIntExact).findFirst();
        int byTables = (int) model.longest().orElse(Integer.MAX_VALUE);
        return fixed.orElse(Math.min(byTables, folder.positions().orElse(Integer.MAX_VALUE)));
    }

    @Override
    public int padTokenId() {
        return folder.padTokenId();
    }

    @Override
    public OptionalInt decoderStartTokenId() {
        return model.inputs().takesDecoderTokens() ? folder.decoderStartTokenId() : OptionalInt.empty();
    }

    @Override
    public Graph forward(int batchSize, int sequenceLength) {
        synchronized (graphs) {
            List<Integer> key = List.of(batchSize, sequenceLength);
            Graph known = graphs.get(key);
            if (known == null) {
                known = guarded(model.file(), () -> model.forward(batchSize, sequenceLength));
                if (graphs.size() == GRAPHS_KEPT) {
                    graphs.remove(graphs.keySet().iterator().next());
                }
                graphs.put(key, known);
            }
            return known;
        }
    }

    @Override
    public Tokenizer openTokenizer() {
        return folder.openTokenizer(vocabSize());
    }

    @Override
    public void close() {
        // Mapped files are released when the last view of them is.
    }
}
