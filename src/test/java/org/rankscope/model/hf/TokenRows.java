package org.rankscope.model.hf;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

/**
 * Rows of tokens: the first full, the second padded at the end, the third at the start and at the end; each a pair of
 * segments.
 */
record TokenRows(int batch, int seq, long[] ids, long[] mask, long[] types) {
    static TokenRows of(int batch, int seq, int vocab, int pad, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TokenRows rows = new TokenRows(batch, seq, new long[batch * seq], new long[batch * seq], new long[batch * seq]);
        for (int i = 0; i < batch * seq; i++) {
            int row = i / seq;
            int place = i % seq;
            boolean present = row == 0 || row == 1 && place < seq - 4 || row > 1 && place > 1 && place < seq - 2;
            long id = random.nextInt(vocab - 1);
            rows.ids[i] = present ? (id >= pad ? id + 1 : id) : pad;
            rows.mask[i] = present ? 1 : 0;
            rows.types[i] = present && place > seq / 2 ? 1 : 0;
        }
        return rows;
    }

    long[] ids(int row) {
        return row(ids, row);
    }

    long[] mask(int row) {
        return row(mask, row);
    }

    long[] types(int row) {
        return row(types, row);
    }

    private long[] row(long[] all, int row) {
        return Arrays.copyOfRange(all, row * seq, (row + 1) * seq);
    }

    boolean present(int token) {
        return mask[token] == 1;
    }

    Map<String, Tensor> inputs(boolean withTypes) {
        Shape shape = Shape.of(batch, seq);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("input_ids", Tensor.ofLongs(shape, ids));
        inputs.put("attention_mask", Tensor.ofLongs(shape, mask));
        if (withTypes) {
            inputs.put("token_type_ids", Tensor.ofLongs(shape, types));
        }
        return inputs;
    }
}
