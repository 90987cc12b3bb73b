package org.rankscope.train;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rankscope.graph.HalfPrecision.Form;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.NeedsCuda;
import org.rankscope.runtime.SessionConfig;

/** The same on a GPU, which computes in numbers of 16 bits, and in float32 whose factors are rounded to TF32. */
@NeedsCuda
class CudaPrecisionTest extends HalfPrecisionTest {
    private boolean tf32;

    @Override
    SessionConfig session() {
        return SessionConfig.on(Device.cuda(0)).withTf32(tf32);
    }

    @Override
    Form form() {
        return Form.TYPED;
    }

    /** TF32 has the ten bits behind the point that float16 has, so its bounds are those of float16. */
    @ParameterizedTest
    @CsvSource({
        "llama-tiny/lora_all_linear, 4e-4",
        "llama-tiny/lora_dora, 4e-4",
        "llama-tiny/adalora, 4e-4",
        "llama-tiny/prefix_tuning, 4e-4",
        "llama-tiny/full, 4e-4",
        "gpt2-tiny/lora_all_linear, 4e-4",
        "bert-tiny-cls/lora_all_linear, 1e-2",
        "vit-tiny/lora_all_linear, 4e-3"
    })
    void lossesInTf32StayNearThoseOfTheReference(String run, double bound) {
        tf32 = true;
        assertNear(reference(run), losses(run, Optional.empty(), false), "tf32", bound);
    }
}
