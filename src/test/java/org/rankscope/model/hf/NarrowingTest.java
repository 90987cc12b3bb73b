package org.rankscope.model.hf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rankscope.graph.DType;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;

class NarrowingTest {
    private static final int PATTERNS = 1 << 16;

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16"})
    void everyNumberComesBackFromFloat32(DType dtype) {
        Tensor all = Tensor.zeros(dtype, Shape.of(PATTERNS));
        for (int bits = 0; bits < PATTERNS; bits++) {
            all.data().putShort(2 * bits, (short) bits);
        }
        assertEquals(all.data(), Narrowing.to(dtype, Widening.toFloat(all)).data());
    }
}
