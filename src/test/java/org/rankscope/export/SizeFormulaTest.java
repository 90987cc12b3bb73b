package org.rankscope.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class SizeFormulaTest {
    private static final List<SizeFormula.Size> SIZES = List.of(
            new SizeFormula.Size(2, 4090),
            new SizeFormula.Size(3, 4091),
            new SizeFormula.Size(4, 4092),
            new SizeFormula.Size(7, 4093),
            new SizeFormula.Size(5, 4094),
            new SizeFormula.Size(3, 4095),
            new SizeFormula.Size(2, 4097));

    @Test
    void whatFollowsFromTheSizesIsFoundExactly() {
        for (SizeFormula formula : List.of(
                SizeFormula.constant(-1),
                new SizeFormula(0, 1, 0, 0, 0),
                new SizeFormula(5, 0, 1, 0, 0),
                new SizeFormula(0, 0, 0, 1, 0),
                new SizeFormula(0, 0, -1, 0, 2),
                new SizeFormula(3, -2, 7, 12, -4))) {
            assertEquals(Optional.of(formula), through(formula::at));
        }
    }

    @Test
    void whatDoesNotIsNot() {
        assertEquals(Optional.empty(), through(size -> size.length() / 2));
        assertEquals(Optional.empty(), through(size -> size.batch() * size.batch()));
    }

    private static Optional<SizeFormula> through(ToLongFunction<SizeFormula.Size> value) {
        return SizeFormula.through(SIZES, SIZES.stream().mapToLong(value).toArray());
    }
}
