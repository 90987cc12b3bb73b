package org.rankscope.ui.setup;

import org.rankscope.model.Precision;
import org.rankscope.peft.InitialFactors;

/** Where the factors of an update begin, how the base model is held and what is computed in, for a person. */
final class BaseWords {
    private BaseWords() {}

    static String of(InitialFactors start) {
        return switch (start) {
            case KAIMING -> "A uniform, B zero: the usual";
            case GAUSSIAN -> "A normal, B zero";
            case PISSA -> "PiSSA: the weight's principal part";
            case OLORA -> "OLoRA: the weight's QR basis";
            case LOFTQ -> "LoftQ: what 4 bits lose";
        };
    }

    static String name(Precision precision) {
        return switch (precision) {
            case FP32 -> "float32";
            case TF32 -> "TF32";
            case BF16 -> "bfloat16";
            case FP16 -> "float16";
            case NF4 -> "NF4";
            case INT4 -> "int4";
        };
    }

    /** With what it is on an NVIDIA GPU, or on a processor. */
    static String of(Precision precision, boolean cuda) {
        return name(precision)
                + switch (precision) {
                    case FP32 -> "";
                    case TF32 -> ": products only";
                    case BF16 -> cuda ? "" : ": rounded, slower";
                    case FP16 -> cuda ? ": with a scaled loss" : ": rounded, slower";
                    case NF4, INT4 -> ": layers in 4 bits";
                };
    }
}
