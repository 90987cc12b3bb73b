package org.rankscope.data;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.rankscope.model.Task;

/**
 * What a task needs of a row.
 *
 * @param compared rows that agree in these columns are the same to the task; several answers to one question differ
 * @param files those of them that name files, which are compared by what they hold
 * @param needed a row without a value in one of these is of no use
 * @param classes the column of its class, or of the classes of its words; null if there are none
 * @param group the column of its group, or null
 */
record RowNeeds(List<String> compared, List<String> files, List<String> needed, String classes, String group) {
    RowNeeds {
        compared = List.copyOf(compared);
        files = List.copyOf(files);
        needed = List.copyOf(needed);
    }

    /**
     * Of resolved columns.
     *
     * @param numbers whether labels are numbers, not classes
     */
    static RowNeeds of(Task task, Columns columns, boolean numbers) {
        return switch (task) {
            case CAUSAL_LM, SEQ2SEQ_LM -> ofText(columns);
            case SEQUENCE_CLASSIFICATION ->
                new RowNeeds(
                        some(columns.text(), columns.textPair()),
                        List.of(),
                        some(columns.text(), columns.textPair(), columns.label()),
                        numbers ? null : columns.label(),
                        columns.group());
            case TOKEN_CLASSIFICATION ->
                new RowNeeds(
                        some(columns.tokens()),
                        List.of(),
                        some(columns.tokens(), columns.tags()),
                        columns.tags(),
                        columns.group());
            case IMAGE_CLASSIFICATION ->
                ofImages(columns, some(columns.image()), some(columns.image(), columns.label()), columns.label());
            case SEGMENTATION -> ofImages(columns, some(columns.image()), some(columns.image(), columns.mask()), null);
            case CONTRASTIVE ->
                ofImages(columns, some(columns.image(), columns.text()), some(columns.image(), columns.text()), null)
                        .groupedBy(columns.group() == null ? columns.image() : columns.group());
            case DENOISING -> ofImages(columns, some(columns.image()), some(columns.image()), null);
        };
    }

    private static RowNeeds ofText(Columns columns) {
        if (columns.messages() != null) {
            List<String> messages = some(columns.messages());
            return new RowNeeds(messages, List.of(), messages, null, columns.group());
        } else if (columns.completion() != null) {
            // a prompt may be empty, a completion not: it is what is learnt
            return new RowNeeds(
                    some(columns.prompt(), columns.textPair(), columns.completion()),
                    List.of(),
                    some(columns.completion()),
                    null,
                    columns.group());
        }
        List<String> text = some(columns.text());
        return new RowNeeds(text, List.of(), text, null, columns.group());
    }

    private static RowNeeds ofImages(Columns columns, List<String> compared, List<String> needed, String classes) {
        List<String> files = some(columns.image(), columns.mask()).stream()
                .filter(needed::contains)
                .toList();
        return new RowNeeds(compared, files, needed, classes, columns.group());
    }

    /** Where images have several captions, all of them stand on one side of a split. */
    private RowNeeds groupedBy(String column) {
        return new RowNeeds(compared, files, needed, classes, column);
    }

    private static List<String> some(String... columns) {
        return Stream.of(columns).filter(Objects::nonNull).toList();
    }
}
