package org.rankscope.model.quantized;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.rankscope.graph.Attribute;
import org.rankscope.graph.DType;
import org.rankscope.graph.FourBitNumbers;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Op;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.model.LinearModule;

/**
 * NF4 in blocks of 64 that run over the rows of the weight, their largest magnitudes quantised again: 4.13 bits a number
 * (Dettmers et al. 2023, arXiv 2305.14314, section 3, equations 4 and 6). Two codes a byte, the first in the high bits, as
 * bitsandbytes has them.
 */
final class NormalFloat4 implements WeightFormat {
    static final String CODES = ".nf4";
    static final int BLOCK = 64;
    private static final float[] LIMITS = limits();

    @Override
    public boolean holds(LinearModule module) {
        return elements(module) % BLOCK == 0;
    }

    private static int elements(LinearModule module) {
        return Math.multiplyExact(module.inFeatures(), module.outFeatures());
    }

    private static DoubleQuantization magnitudes(LinearModule module) {
        return new DoubleQuantization(elements(module) / BLOCK);
    }

    @Override
    public List<Value> parts(LinearModule module, String start) {
        List<Value> parts = new ArrayList<>();
        parts.add(new Value(start + CODES, DType.UINT8, Shape.of(elements(module) / 2)));
        parts.addAll(magnitudes(module).parts(start));
        return parts;
    }

    /** Each number becomes the nearest of the 16 after division by its block's largest magnitude. */
    @Override
    public Map<String, Tensor> pack(LinearModule module, float[] weight) {
        Tensor codes = Tensor.zeros(DType.UINT8, Shape.of(elements(module) / 2));
        float[] largest = new float[elements(module) / BLOCK];
        IntStream.range(0, largest.length).parallel().forEach(block -> {
            int from = block * BLOCK;
            for (int i = from; i < from + BLOCK; i++) {
                largest[block] = Math.max(largest[block], Math.abs(weight[i]));
            }
            float inverse = largest[block] == 0 ? 0 : 1 / largest[block];
            for (int i = from; i < from + BLOCK; i += 2) {
                codes.data().put(i / 2, (byte) (nearest(weight[i] * inverse) << 4 | nearest(weight[i + 1] * inverse)));
            }
        });
        Map<String, Tensor> parts = new LinkedHashMap<>();
        parts.put(CODES, codes);
        parts.putAll(magnitudes(module).pack(largest));
        return parts;
    }

    @Override
    public float[] unpack(LinearModule module, Map<String, Tensor> parts) {
        float[] magnitudes = magnitudes(module).unpack(parts);
        float[] weight = new float[elements(module)];
        IntStream.range(0, magnitudes.length).parallel().forEach(block -> {
            for (int i = block * BLOCK; i < (block + 1) * BLOCK; i++) {
                int both = parts.get(CODES).data().get(i / 2);
                weight[i] = FourBitNumbers.nf4((i % 2 == 0 ? both >> 4 : both) & 0xf) * magnitudes[block];
            }
        });
        return weight;
    }

    @Override
    public Value product(GraphBuilder g, LinearModule module, Value x, List<Value> parts, Value like) {
        Value magnitudes = g.in(like.name(), () -> magnitudes(module).read(g, parts.subList(1, parts.size())));
        return g.add(
                        Op.MAT_MUL_BNB4,
                        List.of(x, parts.get(0), magnitudes),
                        Map.of(
                                "K", new Attribute.Int(module.inFeatures()),
                                "N", new Attribute.Int(module.outFeatures()),
                                "block_size", new Attribute.Int(BLOCK),
                                "quant_type", new Attribute.Int(1),
                                // On CUDA another kernel, which reads the weight row by row, takes single rows
                                // otherwise.
                                "training_mode", new Attribute.Int(1)),
                        List.of(like))
                .output();
    }

    /** Where the nearest number changes: half-way between two of them. */
    private static float[] limits() {
        float[] limits = new float[FourBitNumbers.CODES - 1];
        for (int code = 0; code < limits.length; code++) {
            limits[code] = (float) (((double) FourBitNumbers.nf4(code) + FourBitNumbers.nf4(code + 1)) / 2);
        }
        return limits;
    }

    static int nearest(float share) {
        int code = 0;
        for (int step = FourBitNumbers.CODES / 2; step > 0; step /= 2) {
            if (share > LIMITS[code + step - 1]) {
                code += step;
            }
        }
        return code;
    }
}
