package org.rankscope.ui.setup;

import org.rankscope.peft.AttentionModules;

/**
 * What was understood of a model.
 *
 * @param summary for a person: {@code Llama · 5 layers · 260,032 parameters}
 * @param attention what it calls the layers of its attention
 */
public record ModelFacts(String summary, AttentionModules attention) {}
