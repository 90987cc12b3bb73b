package org.rankscope.train;

import org.rankscope.runtime.NeedsCuda;

/** The same runs on a GPU, in float32 without TF32, within the same bounds. */
@NeedsCuda
class CudaGoldenTraceTest extends GoldenTraceTest {
    @Override
    String device() {
        return "cuda";
    }
}
