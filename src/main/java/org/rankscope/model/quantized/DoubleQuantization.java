package org.rankscope.model.quantized;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;

/**
 * The largest magnitudes of blocks, themselves in 8 bits: less their mean, in blocks of 256, each scaled by its own largest
 * magnitude. Dettmers et al. 2023, arXiv 2305.14314, section 3, "Double Quantization"; 8-bit numbers, order and rounding
 * are those of the bitsandbytes library.
 *
 * <p>Scales and the mean, once for each block, are one tensor: ONNX Runtime looks for the numbers of a factor or summand that
 * is a single one when it opens a graph, before they are bound.
 *
 * @param count how many magnitudes there are
 */
record DoubleQuantization(int count) {
    static final String CODES = ".absmax";
    static final String SCALES = ".nested";
    private static final int BLOCK = 256;

    private int blocks() {
        return (count + BLOCK - 1) / BLOCK;
    }

    List<Value> parts(String start) {
        return List.of(
                new Value(start + CODES, DType.UINT8, Shape.of(blocks(), BLOCK)),
                new Value(start + SCALES, DType.FLOAT, Shape.of(2, blocks(), 1)));
    }

    Map<String, Tensor> pack(float[] magnitudes) {
        double sum = 0;
        for (float magnitude : magnitudes) {
            sum += magnitude;
        }
        float offset = (float) (sum / count);
        Tensor codes = Tensor.zeros(DType.UINT8, Shape.of(blocks(), BLOCK));
        float[] scales = new float[2 * blocks()];
        for (int block = 0; block < blocks(); block++) {
            scales[blocks() + block] = offset;
            int end = Math.min(count, (block + 1) * BLOCK);
            for (int i = block * BLOCK; i < end; i++) {
                scales[block] = Math.max(scales[block], Math.abs(magnitudes[i] - offset));
            }
            for (int i = block * BLOCK; i < end; i++) {
                float share = scales[block] == 0 ? 0 : (magnitudes[i] - offset) / scales[block];
                codes.data().put(i, (byte) DynamicNumbers.nearest(share));
            }
        }
        Map<String, Tensor> parts = new LinkedHashMap<>();
        parts.put(CODES, codes);
        parts.put(SCALES, Tensor.ofFloats(Shape.of(2, blocks(), 1), scales));
        return parts;
    }

    float[] unpack(Map<String, Tensor> parts) {
        float[] scales = parts.get(SCALES).floats();
        float[] magnitudes = new float[count];
        for (int i = 0; i < count; i++) {
            int code = parts.get(CODES).data().get(i) & 0xff;
            magnitudes[i] = DynamicNumbers.of(code) * scales[i / BLOCK] + scales[blocks() + i / BLOCK];
        }
        return magnitudes;
    }

    /** The magnitudes [count]; the table is the same for all layers of a graph. */
    Value read(GraphBuilder g, List<Value> parts) {
        Value table = g.constant(Tensor.ofFloats(Shape.of(DynamicNumbers.COUNT), DynamicNumbers.all()));
        Value numbers = g.gather(table, g.cast(parts.get(0), DType.INT32));
        List<Value> nested = g.split(parts.get(1), 0, List.of(1L, 1L));
        Value magnitudes =
                g.reshape(g.add(g.mul(numbers, nested.get(0)), nested.get(1)), Shape.of((long) blocks() * BLOCK));
        int spare = blocks() * BLOCK - count;
        return spare == 0
                ? magnitudes
                : g.split(magnitudes, 0, List.of((long) count, (long) spare)).get(0);
    }
}
