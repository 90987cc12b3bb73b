package org.rankscope.ui.setup;

import org.rankscope.model.Precision;
import org.rankscope.peft.InitialFactors;

/** Where the factors of an update begin and how the base model is held, for a person. */
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

    static String of(Precision precision) {
        return switch (precision) {
            case FP32 -> "float32";
            case TF32 -> "float32, products in TF32";
            case BF16 -> "bfloat16; on the CPU rounded to it";
            case FP16 -> "float16; on the CPU rounded to it";
            case NF4 -> "NF4: linear layers in 4 bits";
            case INT4 -> "int4: linear layers in 4 bits";
        };
    }
}
