package org.rankscope.study;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.rankscope.data.Columns;
import org.rankscope.data.DataColumns;
import org.rankscope.data.DataSpec;
import org.rankscope.io.RequestException;
import org.rankscope.model.Task;

/**
 * Which task a model and its data are for, where nobody says: that of the head which the checkpoint has, if the columns of
 * the data fit it; else the most particular of those that they fit. Any thread.
 */
public final class TaskGuess {
    /** Who needs more columns comes first: all data of images with masks are data of images as well. */
    private static final List<Task> PARTICULAR_FIRST = List.of(
            Task.TOKEN_CLASSIFICATION,
            Task.SEGMENTATION,
            Task.IMAGE_CLASSIFICATION,
            Task.CONTRASTIVE,
            Task.SEQUENCE_CLASSIFICATION,
            Task.SEQ2SEQ_LM,
            Task.DENOISING,
            Task.CAUSAL_LM);

    private final SpecResources resources;

    public TaskGuess(SpecResources resources) {
        this.resources = resources;
    }

    /** What a guess rests on. */
    public enum Reason {
        /** The model can have no other head. */
        ONLY,
        /** The checkpoint has the head, and the data fit. */
        MODEL_AND_DATA,
        /** The data fit it, and not the head that the checkpoint has. */
        DATA,
        /** The checkpoint has the head; the data fit nothing, or there are none. */
        MODEL
    }

    /**
     * What was found.
     *
     * @param offered tasks that the model can have, that of its own head first
     * @param guessed one of them
     * @param columnNames of the data file; none of running text, or where there are no data
     * @param columns what the task that was asked for (else the one that was guessed) makes of them; empty where it can make
     *     nothing of them
     */
    public record Answer(
            List<Task> offered, Task guessed, Reason reason, List<String> columnNames, Optional<Columns> columns) {
        public Answer {
            offered = List.copyOf(offered);
            columnNames = List.copyOf(columnNames);
        }
    }

    /**
     * Looks at the configuration of the model and at the head of the data file.
     *
     * @param data may say what columns hold
     * @param chosen the task that a person has chosen
     * @throws RequestException if the model can't be used; what is wrong with the data is said where they are opened
     */
    public Answer look(String model, Optional<DataSpec> data, Optional<Task> chosen) {
        List<Task> offered = resources.tasks(model);
        Optional<DataSpec> file = data.filter(spec -> spec.train() != null);
        Optional<Task> fitting = Stream.concat(Stream.of(offered.get(0)), PARTICULAR_FIRST.stream())
                .filter(offered::contains)
                .filter(task -> file.flatMap(spec -> columns(spec, task)).isPresent())
                .findFirst();
        Task guessed = fitting.orElse(offered.get(0));
        Optional<DataColumns> columns = file.flatMap(spec -> columns(spec, chosen.orElse(guessed)));
        return new Answer(
                offered,
                guessed,
                reason(offered, fitting),
                columns.map(DataColumns::names)
                        .orElseGet(() -> file.map(spec -> names(spec.train())).orElse(List.of())),
                columns.map(DataColumns::read));
    }

    /** What a model and data are for; throws RequestException where the data fit nothing that the model can have. */
    public static Task of(String model, DataSpec data, SpecResources resources) {
        Answer answer = new TaskGuess(resources).look(model, Optional.of(data), Optional.empty());
        if (answer.columns().isEmpty()) {
            throw new RequestException(data.train() + ": has no columns for "
                    + String.join(
                            " or ", answer.offered().stream().map(Task::json).toList())
                    + ", what the model can be trained for; name the task as --task, and columns as --columns.");
        }
        return answer.guessed();
    }

    private static Reason reason(List<Task> offered, Optional<Task> fitting) {
        if (offered.size() == 1) {
            return Reason.ONLY;
        } else if (fitting.isEmpty()) {
            return Reason.MODEL;
        }
        return fitting.get() == offered.get(0) ? Reason.MODEL_AND_DATA : Reason.DATA;
    }

    private Optional<DataColumns> columns(DataSpec spec, Task task) {
        try {
            return Optional.of(resources.datasets().columns(spec, task));
        } catch (RequestException e) {
            return Optional.empty();
        }
    }

    private List<String> names(String data) {
        try {
            return resources.datasets().columnNames(data);
        } catch (RequestException e) {
            return List.of();
        }
    }
}
