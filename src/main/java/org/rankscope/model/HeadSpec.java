package org.rankscope.model;

import java.util.List;

/**
 * What a task asks of the head of a model.
 *
 * @param labels names of the classes in the order of their numbers; empty: those that the model's configuration names
 * @param stated whether a person gave these names in this order; else they are those that the data use, in no order of note
 * @param numbers whether a number is predicted in place of a class
 * @param fresh whether the head is a new one for these labels even where the checkpoint has one
 */
public record HeadSpec(Task task, List<String> labels, boolean stated, boolean numbers, boolean fresh) {
    /** How a specification asks for a new head: part of a sentence. */
    public static final String HOW_TO_ASK_FOR_FRESH = "set \"new_head\": true in 'data'";

    public HeadSpec {
        labels = List.copyOf(labels);
    }

    /** The head that a model's configuration describes. */
    public static HeadSpec of(Task task) {
        return new HeadSpec(task, List.of(), false, false, false);
    }

    /** The same, with the names of classes in another order, or others. */
    public HeadSpec withLabels(List<String> names) {
        return new HeadSpec(task, names, stated, numbers, fresh);
    }
}
