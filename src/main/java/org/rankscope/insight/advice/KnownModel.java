package org.rankscope.insight.advice;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Values of {@code model_type} in config.json, with the family of each and the modules that PEFT adapts where none are
 * named: {@code TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING} of PEFT 0.17, empty where it knows none.
 */
public enum KnownModel {
    BERT(ModelFamily.ENCODER, "bert", "query", "value"),
    ROBERTA(ModelFamily.ENCODER, "roberta", "query", "value"),
    XLM_ROBERTA(ModelFamily.ENCODER, "xlm-roberta", "query", "value"),
    ELECTRA(ModelFamily.ENCODER, "electra", "query", "value"),
    DEBERTA(ModelFamily.ENCODER, "deberta", "in_proj"),
    DEBERTA_V2(ModelFamily.ENCODER, "deberta-v2", "query_proj", "value_proj"),
    DISTILBERT(ModelFamily.ENCODER, "distilbert"),
    MODERNBERT(ModelFamily.ENCODER, "modernbert"),
    VIT(ModelFamily.VISION, "vit"),
    DEIT(ModelFamily.VISION, "deit"),
    BEIT(ModelFamily.VISION, "beit"),
    DINOV2(ModelFamily.VISION, "dinov2"),
    SWIN(ModelFamily.VISION, "swin"),
    SEGFORMER(ModelFamily.VISION, "segformer"),
    CLIP(ModelFamily.CONTRASTIVE, "clip"),
    SIGLIP(ModelFamily.CONTRASTIVE, "siglip"),
    T5(ModelFamily.ENCODER_DECODER, "t5", "q", "v"),
    MT5(ModelFamily.ENCODER_DECODER, "mt5", "q", "v"),
    BART(ModelFamily.ENCODER_DECODER, "bart", "q_proj", "v_proj"),
    GPT2(ModelFamily.DECODER, "gpt2", "c_attn"),
    GPT_NEO(ModelFamily.DECODER, "gpt_neo", "q_proj", "v_proj"),
    GPT_NEOX(ModelFamily.DECODER, "gpt_neox", "query_key_value"),
    GPTJ(ModelFamily.DECODER, "gptj", "q_proj", "v_proj"),
    OPT(ModelFamily.DECODER, "opt", "q_proj", "v_proj"),
    BLOOM(ModelFamily.DECODER, "bloom", "query_key_value"),
    FALCON(ModelFamily.DECODER, "falcon", "query_key_value"),
    LLAMA(ModelFamily.DECODER, "llama", "q_proj", "v_proj"),
    MISTRAL(ModelFamily.DECODER, "mistral", "q_proj", "v_proj"),
    MIXTRAL(ModelFamily.DECODER, "mixtral", "q_proj", "v_proj"),
    QWEN2(ModelFamily.DECODER, "qwen2", "q_proj", "v_proj"),
    QWEN3(ModelFamily.DECODER, "qwen3", "q_proj", "v_proj"),
    GEMMA(ModelFamily.DECODER, "gemma", "q_proj", "v_proj"),
    GEMMA2(ModelFamily.DECODER, "gemma2", "q_proj", "v_proj"),
    GEMMA3_TEXT(ModelFamily.DECODER, "gemma3_text", "q_proj", "v_proj"),
    PHI(ModelFamily.DECODER, "phi", "q_proj", "v_proj", "fc1", "fc2"),
    PHI3(ModelFamily.DECODER, "phi3");

    private final ModelFamily family;
    private final String modelType;
    private final List<String> peftTargets;

    KnownModel(ModelFamily family, String modelType, String... peftTargets) {
        this.family = family;
        this.modelType = modelType;
        this.peftTargets = List.of(peftTargets);
    }

    public ModelFamily family() {
        return family;
    }

    /** As in config.json. */
    public String modelType() {
        return modelType;
    }

    /** What PEFT adapts where no modules are named; may be empty. */
    public List<String> peftTargets() {
        return peftTargets;
    }

    /** The model of this {@code model_type}. */
    public static Optional<KnownModel> of(String modelType) {
        return Arrays.stream(values())
                .filter(known -> known.modelType.equals(modelType))
                .findFirst();
    }
}
