package org.rankscope.peft;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.rankscope.io.RequestException;

/** Where the factors of an update begin: PEFT's {@code init_lora_weights}. */
public enum InitialFactors {
    /** A uniform (Kaiming, a = √5), B zero: PEFT's {@code true}. */
    KAIMING("kaiming"),
    /** A normal with standard deviation 1 / r, B zero. */
    GAUSSIAN("gaussian"),
    /** The principal singular vectors of the weight, which is left with the rest: Meng et al. 2024, arXiv 2404.02948. */
    PISSA("pissa"),
    /** An orthonormal basis of the weight by QR: Büyükakyüz 2024, arXiv 2406.01775. */
    OLORA("olora"),
    /** What quantisation takes from the weight, by its principal singular vectors: Li et al. 2023, arXiv 2310.08659. */
    LOFTQ("loftq");

    private final String json;

    InitialFactors(String json) {
        this.json = json;
    }

    @JsonValue
    public String json() {
        return json;
    }

    /** From a name; PEFT writes {@code true} for the usual one. */
    @JsonCreator
    static InitialFactors fromJson(Object json) {
        if (Boolean.TRUE.equals(json)) {
            return KAIMING;
        }
        return Arrays.stream(values())
                .filter(start -> start.json.equals(json))
                .findFirst()
                .orElseThrow(() -> new RequestException("init_lora_weights must be true or one of "
                        + Arrays.stream(values()).map(InitialFactors::json).collect(Collectors.joining(", "))
                        + ", found " + json + "."));
    }
}
