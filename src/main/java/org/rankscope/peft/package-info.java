/**
 * Adapters: what is added to a base model, what of it is trained, and how it is stored.
 *
 * <p>Names and meanings are those of the PEFT library's {@code adapter_config.json} and {@code adapter_model.safetensors}.
 */
package org.rankscope.peft;
