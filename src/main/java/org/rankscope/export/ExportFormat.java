package org.rankscope.export;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an adapter can be exported as. */
public enum ExportFormat {
    /** {@code adapter_config.json} and {@code adapter_model.safetensors}, as PEFT loads them. */
    PEFT,
    /** A Hugging Face directory whose weights have the adapter in them. */
    MERGED,
    /** One graph, in which a LoRA adapter can be put at each run, or which has another adapter in it for good. */
    ONNX,
    /** What a run of such a graph is given: ONNX Runtime's adapter file. */
    ONNX_ADAPTER;

    @JsonValue
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
