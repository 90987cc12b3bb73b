package org.rankscope.peft;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** PEFT's {@code adapter_config.json} of one {@code peft_type}. */
interface PeftFormat {
    /** {@code peft_type}. */
    String type();

    /** Whether adapters of {@code config} are stored so. */
    boolean holds(AdapterConfig config);

    /** Whether what an adapted layer has of its own, a trained bias, stands behind {@code base_layer} in the names of tensors. */
    default boolean wrapsLayers() {
        return true;
    }

    /** Fields that become an {@link AdapterConfig}. */
    Set<String> read();

    /** Fields that say nothing about what a stored adapter computes, beside those of every type. */
    Set<String> withoutEffect();

    /** The configuration; fields that are neither {@link #read} nor {@link #withoutEffect} hold what is neutral. */
    AdapterConfig parse(PeftFields fields);

    /**
     * Adds the fields of the file that are this type's own, as PEFT 0.21 writes them.
     *
     * @param adapted the layers that {@code config} comes to
     */
    void write(Map<String, Object> json, AdapterConfig config, List<AdaptedModule> adapted);
}
