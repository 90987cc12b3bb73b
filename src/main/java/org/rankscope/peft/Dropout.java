package org.rankscope.peft;

/** Masks of dropout: BOOL, false drops. */
final class Dropout {
    private static final int STEPS = 1 << 16;

    private Dropout() {}

    /** Masks that drop with {@code probability}, in steps of 2⁻¹⁶: four numbers to a draw. */
    static AdapterMethod.Draw of(double probability) {
        int threshold = (int) Math.round(probability * STEPS);
        return (random, elements, target) -> {
            for (int i = 0; i < elements; i += 4) {
                long bits = random.nextLong();
                for (int lane = 0; lane < Math.min(4, elements - i); lane++) {
                    target.put((byte) ((bits >>> (16 * lane) & STEPS - 1) >= threshold ? 1 : 0));
                }
            }
        };
    }
}
