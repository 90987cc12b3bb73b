package org.rankscope.model.quantized;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.LinearModule;

/**
 * Integers from -8 to 7 times a scale for each 32 numbers of a row, 5 bits a number: the number of largest magnitude is -8
 * times the scale. As ONNX Runtime's own symmetric quantiser for com.microsoft MatMulNBits-1 has it
 * (onnxruntime/core/mlas/lib/q4_dq.cpp); two codes a byte, the first in the low bits, 8 above the integer.
 */
final class BlockInt4 implements WeightFormat {
    static final String CODES = ".int4";
    static final String SCALES = ".scales";
    static final int BLOCK = 32;
    private static final int ZERO = 8;
    private static final int LARGEST = 15;

    /** Rows that end within a block leave the rest of its codes unused. */
    @Override
    public boolean holds(LinearModule module) {
        return true;
    }

    private static int blocks(LinearModule module) {
        return (module.inFeatures() + BLOCK - 1) / BLOCK;
    }

    @Override
    public List<Value> parts(LinearModule module, String start) {
        int out = module.outFeatures();
        return List.of(
                new Value(start + CODES, DType.UINT8, Shape.of(out, blocks(module), BLOCK / 2)),
                new Value(start + SCALES, DType.FLOAT, Shape.of((long) out * blocks(module))));
    }

    @Override
    public Map<String, Tensor> pack(LinearModule module, float[] weight) {
        int in = module.inFeatures();
        int blocks = blocks(module);
        int out = module.outFeatures();
        Tensor codes = Tensor.zeros(DType.UINT8, Shape.of(out, blocks, BLOCK / 2));
        float[] scales = new float[out * blocks];
        IntStream.range(0, scales.length).parallel().forEach(block -> {
            int from = block / blocks * in + block % blocks * BLOCK;
            int end = Math.min(from + BLOCK, (block / blocks + 1) * in);
            float largest = 0;
            for (int i = from; i < end; i++) {
                largest = Math.abs(weight[i]) > Math.abs(largest) ? weight[i] : largest;
            }
            scales[block] = largest / -ZERO;
            for (int i = 0; i < BLOCK; i += 2) {
                int low = code(from + i < end ? weight[from + i] : 0, scales[block]);
                int high = code(from + i + 1 < end ? weight[from + i + 1] : 0, scales[block]);
                codes.data().put((block * BLOCK + i) / 2, (byte) (high << 4 | low));
            }
        });
        Map<String, Tensor> parts = new LinkedHashMap<>();
        parts.put(CODES, codes);
        parts.put(SCALES, Tensor.ofFloats(Shape.of(scales.length), scales));
        return parts;
    }

    private static int code(float number, float scale) {
        return scale == 0 ? ZERO : Math.max(0, Math.min(LARGEST, Math.round(number / scale) + ZERO));
    }

    @Override
    public float[] unpack(LinearModule module, Map<String, Tensor> parts) {
        int in = module.inFeatures();
        int blocks = blocks(module);
        float[] scales = parts.get(SCALES).floats();
        float[] weight = new float[module.outFeatures() * in];
        IntStream.range(0, module.outFeatures()).parallel().forEach(row -> {
            for (int i = 0; i < in; i++) {
                int place = row * blocks * BLOCK + i;
                int both = parts.get(CODES).data().get(place / 2);
                int code = (i % 2 == 0 ? both : both >> 4) & 0xf;
                weight[row * in + i] = (code - ZERO) * scales[row * blocks + i / BLOCK];
            }
        });
        return weight;
    }

    @Override
    public Value product(GraphBuilder g, LinearModule module, Value x, List<Value> parts, Value like) {
        return g.add(
                        Op.MAT_MUL_NBITS,
                        List.of(x, parts.get(0), parts.get(1)),
                        Map.of(
                                "K", new Attribute.Int(module.inFeatures()),
                                "N", new Attribute.Int(module.outFeatures()),
                                "bits", new Attribute.Int(4),
                                "block_size", new Attribute.Int(BLOCK),
                                // In float32: other levels round the activations too.
                                "accuracy_level", new Attribute.Int(1)),
                        List.of(like))
                .output();
    }
}
