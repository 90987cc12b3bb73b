package org.rankscope.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.rankscope.model.Task;

/**
 * A measure that results carry.
 *
 * @param name in JSON and in tables
 * @param title for people
 * @param form how its numbers are written for people
 */
public record Metric(String name, String title, boolean higherIsBetter, Form form) {
    /** How the numbers of a metric are written for people. */
    public enum Form {
        /** A part of a whole: {@code 87.3 %}. */
        SHARE,
        /** A number as it is: {@code 0.812}. */
        NUMBER
    }

    public static final Metric PERPLEXITY = lower("perplexity", "perplexity");
    static final Metric TOKEN_ACCURACY = share("token_accuracy", "token accuracy");
    static final Metric ACCURACY = share("accuracy", "accuracy");
    static final Metric F1_MACRO = number("f1_macro", "F1 macro");
    static final Metric F1_MICRO = number("f1_micro", "F1 micro");
    static final Metric MATTHEWS = number("matthews_correlation", "Matthews");
    public static final Metric PEARSON = number("pearson", "Pearson");
    static final Metric ENTITY_PRECISION = number("entity_precision", "entity precision");
    static final Metric ENTITY_RECALL = number("entity_recall", "entity recall");
    static final Metric ENTITY_F1 = number("entity_f1", "entity F1");
    static final Metric TOP1 = share("top1_accuracy", "top-1");
    static final Metric TOP5 = share("top5_accuracy", "top-5");
    static final Metric PIXEL_ACCURACY = share("pixel_accuracy", "pixel accuracy");
    static final Metric MEAN_IOU = number("mean_iou", "mean IoU");
    static final Metric MEAN_DICE = number("mean_dice", "mean Dice");
    static final Metric FOREGROUND_IOU = number("mean_iou_without_background", "mean IoU without background");
    static final Metric FOREGROUND_DICE = number("mean_dice_without_background", "mean Dice without background");
    static final Metric RECALL_1_TEXT = share("recall_at_1_image_to_text", "recall@1 image to text");
    static final Metric RECALL_5_TEXT = share("recall_at_5_image_to_text", "recall@5 image to text");
    static final Metric RECALL_1_IMAGE = share("recall_at_1_text_to_image", "recall@1 text to image");
    static final Metric RECALL_5_IMAGE = share("recall_at_5_text_to_image", "recall@5 text to image");
    static final Metric LOSS_LITTLE_NOISE = lower("loss_little_noise", "loss at little noise");
    static final Metric LOSS_SOME_NOISE = lower("loss_some_noise", "loss at some noise");
    static final Metric LOSS_MUCH_NOISE = lower("loss_much_noise", "loss at much noise");

    private static final List<Metric> ALL = List.of(
            PERPLEXITY,
            TOKEN_ACCURACY,
            ACCURACY,
            F1_MACRO,
            F1_MICRO,
            MATTHEWS,
            PEARSON,
            ENTITY_PRECISION,
            ENTITY_RECALL,
            ENTITY_F1,
            TOP1,
            TOP5,
            PIXEL_ACCURACY,
            MEAN_IOU,
            MEAN_DICE,
            FOREGROUND_IOU,
            FOREGROUND_DICE,
            RECALL_1_TEXT,
            RECALL_5_TEXT,
            RECALL_1_IMAGE,
            RECALL_5_IMAGE,
            LOSS_LITTLE_NOISE,
            LOSS_SOME_NOISE,
            LOSS_MUCH_NOISE);

    private static final String IOU = "iou_";
    private static final String DICE = "dice_";

    /** Intersection over union of one class. */
    static Metric iou(String className) {
        return number(IOU + slug(className), "IoU " + className);
    }

    /** Dice coefficient of one class. */
    static Metric dice(String className) {
        return number(DICE + slug(className), "Dice " + className);
    }

    /** The names of all but those of single classes. */
    public static List<String> names() {
        return ALL.stream().map(Metric::name).toList();
    }

    /** The metric of that name; empty if no task has one of it. */
    public static Optional<Metric> named(String name) {
        Stream<Metric> ofClass = Stream.of(IOU, DICE)
                .filter(name::startsWith)
                .map(prefix ->
                        prefix.equals(IOU) ? iou(name.substring(IOU.length())) : dice(name.substring(DICE.length())));
        return Stream.concat(ALL.stream(), ofClass)
                .filter(metric -> metric.name.equals(name))
                .findFirst();
    }

    /** The one that a result of {@code task} is first looked at by, of those that there are. */
    public static Optional<Metric> main(Task task, Set<String> names) {
        return candidates(task).filter(metric -> names.contains(metric.name)).findFirst();
    }

    private static Stream<Metric> candidates(Task task) {
        return switch (task) {
            case CAUSAL_LM, SEQ2SEQ_LM -> Stream.of(TOKEN_ACCURACY);
            case SEQUENCE_CLASSIFICATION -> Stream.of(ACCURACY, PEARSON);
            case TOKEN_CLASSIFICATION -> Stream.of(ENTITY_F1, TOKEN_ACCURACY);
            case IMAGE_CLASSIFICATION -> Stream.of(TOP1);
            case SEGMENTATION -> Stream.of(MEAN_IOU);
            case CONTRASTIVE -> Stream.of(RECALL_1_TEXT);
            case DENOISING -> Stream.of();
        };
    }

    /** {@code value} for a person; null is a value that could not be had. */
    public String text(Double value) {
        if (value == null) {
            return "undefined";
        }
        return switch (form) {
            case SHARE -> String.format(Locale.ROOT, "%.1f %%", 100 * value);
            case NUMBER -> String.format(Locale.ROOT, value < 10 ? "%.3f" : "%.2f", value);
        };
    }

    /** Lower-case letters, digits and single underscores: the name of a column. */
    private static String slug(String className) {
        return String.join(
                "_",
                Arrays.stream(className.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
                        .filter(Predicate.not(String::isEmpty))
                        .toList());
    }

    private static Metric share(String name, String title) {
        return new Metric(name, title, true, Form.SHARE);
    }

    private static Metric number(String name, String title) {
        return new Metric(name, title, true, Form.NUMBER);
    }

    private static Metric lower(String name, String title) {
        return new Metric(name, title, false, Form.NUMBER);
    }
}
