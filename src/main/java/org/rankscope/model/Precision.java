package org.rankscope.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import org.rankscope.graph.DType;
import org.rankscope.runtime.Device;

/**
 * How the frozen weights of a base model are held in memory while something is trained on it, and what is computed in. What is
 * trained is float32 in any case, and so is the optimiser.
 */
public enum Precision {
    /** All in float32, weights mapped where the file stores them so. */
    FP32("fp32"),
    /** Held in float32; a CUDA device rounds the factors of products to 10 bits behind the point. */
    TF32("tf32"),
    /** Held and computed in bfloat16, as far as that is exact enough. */
    BF16("bf16"),
    /** Held and computed in float16, as far as that is exact enough, with a scaled loss. */
    FP16("fp16"),
    /** Linear layers as NF4 with double quantisation: Dettmers et al. 2023, arXiv 2305.14314, section 3. */
    NF4("nf4"),
    /** Linear layers as 4-bit integers, each block with a scale. */
    INT4("int4");

    private final String json;

    Precision(String json) {
        this.json = json;
    }

    @JsonValue
    public String json() {
        return json;
    }

    /**
     * Whether {@code device} has a use for it. A processor computes 16 bits in float32, rounding; a CUDA device before Ampere
     * has neither TF32 nor bfloat16 in hardware.
     */
    public boolean isFor(Device device) {
        return switch (this) {
            case TF32 -> device.hasBfloat16();
            case BF16 -> !device.isCuda() || device.hasBfloat16();
            default -> true;
        };
    }

    /** Whether linear layers are held in 4 bits. */
    public boolean isFourBit() {
        return this == NF4 || this == INT4;
    }

    /** The type of 16 bits that is computed in; empty for float32. */
    public Optional<DType> half() {
        return switch (this) {
            case BF16 -> Optional.of(DType.BFLOAT16);
            case FP16 -> Optional.of(DType.FLOAT16);
            default -> Optional.empty();
        };
    }
}
