package org.rankscope.ui.text;

import org.rankscope.model.Task;

/** What tasks are called, and what their losses are per. */
public final class TaskWords {
    private TaskWords() {}

    /** {@code Text classification}. */
    public static String title(Task task) {
        return switch (task) {
            case CAUSAL_LM -> "Language modelling";
            case SEQUENCE_CLASSIFICATION -> "Text classification";
            case TOKEN_CLASSIFICATION -> "Token classification";
            case IMAGE_CLASSIFICATION -> "Image classification";
            case SEGMENTATION -> "Segmentation of images";
            case CONTRASTIVE -> "Matching images and texts";
            case SEQ2SEQ_LM -> "Text to text";
            case DENOISING -> "Denoising of images";
        };
    }

    /** What the loss is an average of. */
    public static String lossUnit(Task task) {
        return switch (task) {
            case CAUSAL_LM, SEQ2SEQ_LM -> "nats per token";
            case TOKEN_CLASSIFICATION -> "nats per word";
            case SEQUENCE_CLASSIFICATION -> "loss per row";
            case IMAGE_CLASSIFICATION -> "nats per image";
            case SEGMENTATION -> "nats per pixel";
            case CONTRASTIVE -> "nats per image or text";
            case DENOISING -> "squared error per pixel";
        };
    }

    /** What a model of this task learns from, counted: {@code row}, {@code image}. */
    public static String example(Task task) {
        return task == Task.CONTRASTIVE ? "pair" : task.seesImages() ? "image" : "row";
    }

    /** Whether rows are texts, and so have a length. */
    public static boolean hasLength(Task task) {
        return !task.seesImages() || task == Task.CONTRASTIVE;
    }

    /** Whether classes, or numbers, are told by a head that belongs to the data. */
    public static boolean hasLabels(Task task) {
        return switch (task) {
            case SEQUENCE_CLASSIFICATION, TOKEN_CLASSIFICATION, IMAGE_CLASSIFICATION, SEGMENTATION -> true;
            case CAUSAL_LM, SEQ2SEQ_LM, CONTRASTIVE, DENOISING -> false;
        };
    }
}
