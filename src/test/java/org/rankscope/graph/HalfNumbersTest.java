package org.rankscope.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HalfNumbersTest {
    /** IEEE 754-2008's binary16, and the upper halves of float32. */
    @ParameterizedTest
    @CsvSource({
        "FLOAT16, 1, 3c00",
        "FLOAT16, -2, c000",
        "FLOAT16, 65504, 7bff",
        "FLOAT16, 65519.996, 7bff",
        "FLOAT16, 65520, 7c00",
        "FLOAT16, -Infinity, fc00",
        "FLOAT16, 6.1035156E-5, 0400",
        "FLOAT16, 6.0975552E-5, 03ff",
        "FLOAT16, 5.9604645E-8, 0001",
        "FLOAT16, 2.9802322E-8, 0000",
        "FLOAT16, 2.9802326E-8, 0001",
        "FLOAT16, -0.0, 8000",
        "FLOAT16, 0.33333334, 3555",
        "FLOAT16, 1.00048828125, 3c00",
        "FLOAT16, 1.00146484375, 3c02",
        "BFLOAT16, 1, 3f80",
        "BFLOAT16, 1.00390625, 3f80",
        "BFLOAT16, 1.01171875, 3f82",
        "BFLOAT16, -3.3895314E38, ff7f",
        "BFLOAT16, 3.4028235E38, 7f80",
        "BFLOAT16, 0.33333334, 3eab"
    })
    void numbersAreRoundedToTheNearestTiesToEven(DType half, float number, String bits) {
        assertEquals(bits, "%04x".formatted(HalfNumbers.bits(half, number) & 0xffff));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT16", "BFLOAT16"})
    void everyNumberOf16BitsIsItself(DType half) {
        Tensor all = Tensor.zeros(half, Shape.of(1 << 16));
        for (int bits = 0; bits < 1 << 16; bits++) {
            all.data().putShort(2 * bits, (short) bits);
        }
        assertEquals(
                all.data(), HalfNumbers.narrowed(HalfNumbers.widened(all), half).data());
    }

    @Test
    void noNumberStaysNone() {
        assertTrue(Float.isNaN(HalfNumbers.rounded(DType.FLOAT16, Float.NaN)));
        assertTrue(Float.isNaN(HalfNumbers.rounded(DType.BFLOAT16, Float.intBitsToFloat(0x7f800001))));
    }

    @Test
    void tensorsAreNarrowedOrRounded() {
        Tensor tensor = Tensor.ofFloats(Shape.of(2), 1.00390625f, -3);
        assertEquals(0x3f80, HalfNumbers.narrowed(tensor, DType.BFLOAT16).data().getShort(0));
        assertEquals(1, HalfNumbers.rounded(tensor, DType.BFLOAT16).floats()[0]);
        assertEquals(-3, HalfNumbers.rounded(tensor, DType.BFLOAT16).floats()[1]);
    }
}
