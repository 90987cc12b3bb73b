package org.rankscope.ui.setup;

import org.rankscope.peft.InitialFactors;

/** Where the factors of an update begin, for a person. */
final class StartWords {
    private StartWords() {}

    static String of(InitialFactors start) {
        return switch (start) {
            case KAIMING -> "A uniform, B zero: the usual";
            case GAUSSIAN -> "A normal, B zero";
            case PISSA -> "PiSSA: the weight's principal part";
            case OLORA -> "OLoRA: the weight's QR basis";
            case LOFTQ -> "LoftQ: what 4 bits lose";
        };
    }
}
