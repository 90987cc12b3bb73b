package org.rankscope.peft;

import org.rankscope.model.Task;

/**
 * What an adapter was trained on, and for.
 *
 * @param model what the model is called in the stored configuration
 */
public record BaseReference(String model, Task task) {}
