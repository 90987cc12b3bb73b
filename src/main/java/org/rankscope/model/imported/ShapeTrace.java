package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.OneLine;
import org.rankscope.io.RequestException;
import org.rankscope.onnx.RawNode;
import org.rankscope.onnx.RawWriter;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.RuntimeFailure;
import org.rankscope.runtime.Session;
import org.rankscope.runtime.SessionConfig;

/**
 * Finds type and shape of every value of a model at the shapes of one batch, in rounds. In each, ONNX Runtime is asked
 * (without running anything) what it knows of the values that are still open; then what depends on shapes and constants
 * alone and is known to be small is run and becomes a constant, from which the next round learns more; and a choice whose
 * condition became known is replaced by its branch. Weights have no part in it, so none is read.
 */
final class ShapeTrace {
    /** A value that depends on shapes alone is a constant up to this size, and left to each run beyond. */
    private static final long MOST_CONSTANT_BYTES = 16L << 20;

    /** All such values together. */
    private static final long MOST_CONSTANT_BYTES_IN_ALL = 512L << 20;

    /** No value of a model that anybody trains is as large. */
    static final long MOST_VALUE_BYTES = 1L << 36;

    /** The most axes that the runtime's Java interface takes. */
    private static final long MOST_AXES = 8;

    /** Operators whose results have as many axes as an input is long, and that input. */
    private static final Map<String, Integer> AXES_BY_LENGTH = Map.ofEntries(
            Map.entry("Reshape", 1),
            Map.entry("Expand", 1),
            Map.entry("ConstantOfShape", 0),
            Map.entry("Tile", 1),
            Map.entry("Unsqueeze", 1),
            Map.entry("Squeeze", 1),
            Map.entry("MaxUnpool", 2),
            Map.entry("Col2Im", 1),
            Map.entry("CenterCropPad", 1));

    private static final int MOST_NAMED = 12;
    private static final String FROM = "#from";
    private static final String TO = "#to";

    /** Behind a value's name: its axes, as {@code Shape} gives them. */
    private static final String AXES = "#traced";

    private final String file;
    private final String target;
    private final int opset;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final Set<String> leftToRuns = new HashSet<>();
    private List<RawNode> nodes;
    private long constantBytes;

    private ShapeTrace(String file, int opset, List<RawNode> nodes, String target) {
        this.file = file;
        this.opset = opset;
        this.nodes = nodes;
        this.target = target;
    }

    /**
     * Traces {@code nodes} as far as {@code target} needs them.
     *
     * @param given values from outside: what is fed, and weights
     * @param constants values from outside whose numbers are known
     */
    static Trace of(
            String file,
            int opset,
            List<RawNode> nodes,
            Map<String, Value> given,
            Map<String, Tensor> constants,
            String target) {
        ShapeTrace trace = new ShapeTrace(file, Math.max(opset, newest(nodes)), nodes, target);
        trace.values.putAll(given);
        constants.forEach(trace::putConstant);
        trace.run();
        return new Trace(trace.nodes, trace.values, trace.constants);
    }

    private static int newest(List<RawNode> nodes) {
        return nodes.stream()
                .flatMap(node -> Op.find(node.domain(), node.op()).stream())
                .mapToInt(Op::since)
                .max()
                .orElse(Op.ONNX_OPSET);
    }

    private void putConstant(String name, Tensor tensor) {
        constants.put(name, tensor);
        values.put(name, new Value(name, tensor.dtype(), tensor.shape()));
    }

    private void run() {
        prune();
        while (nodes.stream().anyMatch(this::isOpen)) {
            boolean learnt = ask();
            while (fold()) {
                learnt = true;
            }
            learnt |= choose();
            if (!learnt) {
                throw stuck();
            }
            prune();
        }
        while (fold()) {
            prune();
        }
        prune();
    }

    /** Drops the nodes that the target doesn't need, and those whose results are all constants. */
    private void prune() {
        Set<String> needed = new HashSet<>(Set.of(target));
        List<RawNode> kept = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            RawNode node = nodes.get(i);
            boolean asked = node.outputs().stream()
                    .anyMatch(output -> needed.contains(output) && !constants.containsKey(output));
            if (asked) {
                kept.add(node);
                needed.addAll(node.reads());
            }
        }
        Collections.reverse(kept);
        nodes = kept;
    }

    private boolean isOpen(RawNode node) {
        return node.outputs().stream().anyMatch(output -> !output.isEmpty() && !values.containsKey(output));
    }

    private boolean isConstant(RawNode node) {
        return node.outputs().stream().allMatch(output -> output.isEmpty() || constants.containsKey(output));
    }

    // ---- asking the runtime ----------------------------------------------------------------------------------------

    private boolean ask() {
        List<RawNode> open = askable();
        if (open.isEmpty()) {
            return false;
        }
        Set<String> made = new LinkedHashSet<>();
        open.forEach(node -> made.addAll(node.outputs()));
        made.remove("");
        List<RawNode> asked = new ArrayList<>();
        open.forEach(node -> addGuarded(node, asked));
        Set<String> outputs = new LinkedHashSet<>(made);
        for (String name : made) {
            asked.add(node("Shape", List.of(name), name + AXES));
            outputs.add(name + AXES);
        }
        Map<String, Session.OutputInfo> found;
        try (Session session = open(asked, outputs)) {
            found = session.outputs();
        }
        boolean learnt = false;
        for (RawNode node : open) {
            learnt |= learn(node, found);
        }
        return learnt;
    }

    /** The open nodes that don't wait for a choice or a loop: their bodies are not looked at before they are taken. */
    private List<RawNode> askable() {
        Set<String> waiting = new HashSet<>();
        List<RawNode> askable = new ArrayList<>();
        for (RawNode node : nodes) {
            if (!isOpen(node)) {
                continue;
            } else if (!node.bodies().isEmpty() || node.reads().stream().anyMatch(waiting::contains)) {
                waiting.addAll(node.outputs());
            } else {
                askable.add(node);
            }
        }
        return askable;
    }

    /**
     * Adds a node to a question. An operand whose length says how many axes the result has is cut to the most there may
     * be: the runtime would write down as many sizes as it is long.
     */
    private void addGuarded(RawNode node, List<RawNode> asked) {
        Integer index = node.domain().isEmpty() ? AXES_BY_LENGTH.get(node.op()) : null;
        String operand = index == null ? "" : node.input(index);
        if (operand.isEmpty() || constants.containsKey(operand)) {
            asked.add(node);
            return;
        }
        constants.put(FROM, Tensor.ofLongs(Shape.of(1), 0));
        constants.put(TO, Tensor.ofLongs(Shape.of(1), MOST_AXES));
        String cut = node.outputs().get(0) + "#cut";
        asked.add(node("Slice", List.of(operand, FROM, TO), cut));
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(index, cut);
        asked.add(node.with(inputs, node.attributes()));
    }

    private static RawNode node(String op, List<String> inputs, String output) {
        return new RawNode(
                output, "", op, Op.ONNX_OPSET, inputs, List.of(output), Map.of(), Map.of(), Map.of(), Map.of());
    }

    /** A session on some nodes; what they read and don't make is an input, or a constant where it is known. */
    private Session open(List<RawNode> some, Set<String> outputs) {
        Set<String> made = new HashSet<>();
        some.forEach(node -> made.addAll(node.outputs()));
        List<Value> inputs = new ArrayList<>();
        Map<String, Tensor> known = new LinkedHashMap<>();
        Set<String> reads = new LinkedHashSet<>();
        some.forEach(node -> reads.addAll(node.reads()));
        for (String read : reads) {
            if (made.contains(read)) {
                continue;
            } else if (constants.containsKey(read)) {
                known.put(read, constants.get(read));
            } else {
                inputs.add(values.get(read));
            }
        }
        byte[] model = RawWriter.toBytes(opset, inputs, known, some, outputs);
        SessionConfig config = SessionConfig.on(Device.CPU).asWritten();
        try {
            return Session.open(
                    model,
                    List.of(),
                    name -> {
                        throw new IllegalStateException("'" + name + "' is no parameter of a trace.");
                    },
                    config);
        } catch (RuntimeFailure e) {
            throw refused(e);
        }
    }

    private boolean learn(RawNode node, Map<String, Session.OutputInfo> found) {
        boolean learnt = false;
        for (String output : node.outputs()) {
            if (output.isEmpty() || values.containsKey(output)) {
                continue;
            }
            Session.OutputInfo info = found.get(output);
            List<Long> axes = found.get(output + AXES).dims();
            boolean rankKnown = axes.size() == 1 && axes.get(0) == info.dims().size();
            if (!rankKnown || info.dims().contains(-1L)) {
                continue;
            }
            DType dtype = info.dtype()
                    .orElseThrow(
                            () -> problem(node, "gives a result of a type that this program doesn't compute with"));
            values.put(output, checked(node, new Value(output, dtype, new Shape(info.dims()))));
            learnt = true;
        }
        return learnt;
    }

    private Value checked(RawNode node, Value value) {
        if (bytes(value) > MOST_VALUE_BYTES) {
            throw problem(node, "gives a result of the shape " + value.shape() + ", more than any memory holds");
        }
        return value;
    }

    /** Bytes of a value; the largest number where there is none. */
    private static long bytes(Value value) {
        try {
            return Math.multiplyExact(
                    value.shape().elements(), (long) value.dtype().bytes());
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    // ---- what depends on shapes alone
    // --------------------------------------------------------------------------------

    private boolean fold() {
        boolean folded = false;
        List<RawNode> runnable = new ArrayList<>();
        Set<String> soon = new HashSet<>();
        long bytes = constantBytes;
        for (RawNode node : nodes) {
            if (isConstant(node)) {
                continue;
            }
            if ((node.is("Shape") || node.is("Size")) && values.containsKey(node.input(0))) {
                putConstant(
                        node.outputs().get(0),
                        sizes(node, values.get(node.input(0)).shape()));
                folded = true;
                continue;
            }
            boolean known = StaticOps.mayRun(node)
                    && node.reads().stream().allMatch(read -> constants.containsKey(read) || soon.contains(read))
                    && node.outputs().stream().noneMatch(output -> leftToRuns.contains(output));
            if (!known || !dividesSafely(node)) {
                continue;
            }
            Optional<Long> size = resultBytes(node);
            if (size.isPresent() && size.get() <= MOST_CONSTANT_BYTES && bytes <= MOST_CONSTANT_BYTES_IN_ALL) {
                bytes += size.get();
                runnable.add(node);
                soon.addAll(node.outputs());
            } else if (size.isPresent()) {
                leftToRuns.addAll(node.outputs());
            }
        }
        constantBytes = bytes;
        if (!runnable.isEmpty()) {
            evaluate(runnable);
        }
        return folded || !runnable.isEmpty();
    }

    private static Tensor sizes(RawNode node, Shape shape) {
        if (node.is("Size")) {
            return Tensor.ofLongs(Shape.SCALAR, shape.elements());
        }
        int rank = shape.rank();
        int start = (int) clipped(node, "start", 0, rank);
        int end = (int) clipped(node, "end", rank, rank);
        List<Long> dims = shape.dims().subList(start, Math.max(start, end));
        return Tensor.ofLongs(
                Shape.of(dims.size()), dims.stream().mapToLong(Long::longValue).toArray());
    }

    private static long clipped(RawNode node, String key, long absent, int rank) {
        long value = node.attributes().get(key) instanceof Attribute.Int number ? number.value() : absent;
        return Math.max(0, Math.min(rank, value < 0 ? value + rank : value));
    }

    /** What the results take at most; empty while that isn't known. */
    private Optional<Long> resultBytes(RawNode node) {
        long bytes = 0;
        if (StaticOps.isSelecting(node)) {
            for (String input : node.reads()) {
                if (!constants.containsKey(input)) {
                    return Optional.empty();
                }
                Shape shape = constants.get(input).shape();
                bytes += Math.max(1, shape.rank()) * shape.elements() * DType.INT64.bytes();
            }
            return Optional.of(bytes);
        }
        for (String output : node.outputs()) {
            if (output.isEmpty()) {
                continue;
            } else if (!values.containsKey(output)) {
                return Optional.empty();
            }
            long more = bytes(values.get(output));
            bytes = more > MOST_VALUE_BYTES ? Long.MAX_VALUE : Math.max(bytes, bytes + more);
        }
        return Optional.of(bytes);
    }

    /** Whether a division of whole numbers may be run: its divisor is known and not zero. */
    private boolean dividesSafely(RawNode node) {
        if (!StaticOps.divides(node)) {
            return true;
        }
        Tensor divisor = constants.get(node.input(1));
        if (divisor == null) {
            return false;
        } else if (!divisor.dtype().isFloatingPoint()) {
            int size = divisor.dtype().bytes();
            for (int at = 0; at < divisor.data().limit(); at += size) {
                long number =
                        switch (size) {
                            case 1 -> divisor.data().get(at);
                            case 2 -> divisor.data().getShort(at);
                            case 4 -> divisor.data().getInt(at);
                            default -> divisor.data().getLong(at);
                        };
                if (number == 0) {
                    throw problem(node, "divides whole numbers by 0");
                } else if (number == -1) {
                    // The least whole number over -1 ends the process as well; nobody needs it known.
                    leftToRuns.addAll(node.outputs());
                    return false;
                }
            }
        }
        return true;
    }

    private void evaluate(List<RawNode> runnable) {
        Set<String> wanted = new LinkedHashSet<>();
        runnable.forEach(node -> wanted.addAll(node.outputs()));
        wanted.remove("");
        try (Session session = open(runnable, wanted);
                Session.Results results = session.run(Map.of())) {
            for (String name : wanted) {
                putConstant(name, results.tensor(name));
            }
        } catch (RuntimeFailure e) {
            throw refused(e);
        }
    }

    // ---- choices ---------------------------------------------------------------------------------------------------

    /** Replaces each If whose condition is known by its branch. */
    private boolean choose() {
        boolean chosen = false;
        List<RawNode> after = new ArrayList<>();
        for (RawNode node : nodes) {
            Tensor condition = node.is("If") ? constants.get(node.input(0)) : null;
            if (condition == null
                    || condition.dtype() != DType.BOOL
                    || condition.data().limit() != 1) {
                after.add(node);
                continue;
            }
            boolean yes = condition.data().get(0) != 0;
            after.addAll(Branches.inPlaceOf(file, node, yes ? "then_branch" : "else_branch", this::putConstant));
            chosen = true;
        }
        nodes = after;
        return chosen;
    }

    // ---- refusals --------------------------------------------------------------------------------------------------

    private RequestException stuck() {
        List<String> choices = nodes.stream()
                .filter(node -> !node.bodies().isEmpty())
                .map(RawNode::described)
                .toList();
        if (!choices.isEmpty()) {
            return new RequestException(file + ": what it computes depends on the numbers in the batch: "
                    + String.join(", ", choices.subList(0, Math.min(choices.size(), MOST_NAMED)))
                    + (choices.size() > MOST_NAMED ? " and " + (choices.size() - MOST_NAMED) + " more" : "")
                    + "; training needs a model without such loops and choices.");
        }
        for (RawNode node : nodes) {
            boolean inputsKnown = node.reads().stream().allMatch(values::containsKey);
            if (isOpen(node) && inputsKnown && !node.bodies().isEmpty()) {
                return problem(node, "repeats or chooses; training needs a model without such nodes");
            } else if (isOpen(node) && inputsKnown) {
                return problem(
                        node,
                        "gives a result whose shape depends on the numbers in the batch; training needs shapes that"
                                + " follow from batch and sequence length alone");
            }
        }
        return new RequestException(file + ": the shapes of its values can't be found out.");
    }

    private RequestException refused(RuntimeFailure e) {
        String sentence = OneLine.of(e.reason()).replaceFirst("[.\\s]+$", "");
        return new RequestException(file + ": ONNX Runtime refuses it: " + sentence + ".", e);
    }

    private RequestException problem(RawNode node, String what) {
        return new RequestException(file + ": " + node.described() + " " + what + ".");
    }
}
