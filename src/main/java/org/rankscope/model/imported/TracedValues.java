package org.rankscope.model.imported;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

/** What a trace knows so far: types and shapes of values, and the numbers of those that depend on shapes alone. */
final class TracedValues {
    private final String file;
    private final int opset;
    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();

    TracedValues(String file, int opset) {
        this.file = file;
        this.opset = opset;
    }

    Map<String, Value> values() {
        return values;
    }

    Map<String, Tensor> constants() {
        return constants;
    }

    void putConstant(String name, Tensor tensor) {
        constants.put(name, tensor);
        values.put(name, new Value(name, tensor.dtype(), tensor.shape()));
    }

    boolean isKnown(String value) {
        return values.containsKey(value);
    }

    boolean isConstant(String value) {
        return constants.containsKey(value);
    }

    /** Whether the type or shape of a result of {@code node} is not known. */
    boolean isOpen(RawNode node) {
        return node.outputs().stream().anyMatch(output -> !output.isEmpty() && !isKnown(output));
    }

    /** Bytes of a value; the largest number where there is none. */
    static long bytes(Value value) {
        try {
            return Math.multiplyExact(
                    value.shape().elements(), (long) value.dtype().bytes());
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /** A session on some nodes; what they read and don't make is an input, or a constant where it is known. */
    Session open(List<RawNode> some, Set<String> outputs) {
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

    RequestException refused(RuntimeFailure e) {
        String sentence = OneLine.of(e.reason()).replaceFirst("[.\\s]+$", "");
        return new RequestException(file + ": ONNX Runtime refuses it: " + sentence + ".", e);
    }

    RequestException problem(RawNode node, String what) {
        return new RequestException(file + ": " + node.described() + " " + what + ".");
    }
}
