package org.rankscope.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.rankscope.data.source.Table;
import org.rankscope.data.source.Tables;
import org.rankscope.io.RequestException;
import org.rankscope.model.HeadSpec;
import org.rankscope.model.NoiseSchedule;
import org.rankscope.model.Task;

/** Opens what a {@link DataSpec} names. Everything that is wrong with it is a {@link RequestException}. */
public final class Datasets {
    /** What a name of data that comes with the program starts with. */
    public static final String BUNDLED = "bundled:";

    private final Function<String, Path> bundled;

    /**
     * Makes an opener.
     *
     * @param bundled the file of a name behind {@link #BUNDLED}; throws RequestException for an unknown name
     */
    public Datasets(Function<String, Path> bundled) {
        this.bundled = bundled;
    }

    /**
     * Reads, splits and encodes data. The caller closes them.
     *
     * @param spec paths are taken as they are written
     * @param model is asked for no tokenizer where batches come ready-made
     */
    public Dataset open(DataSpec spec, Preparation model, BatchSettings settings) {
        DataChecks.check(spec);
        if (spec.batches() != null) {
            return pretokenized(spec, settings);
        }
        DataChecks.checkTask(settings.form());
        DataFiles files = new DataFiles(spec, model, settings, labels(spec, model, settings.form()));
        try {
            DataFiles.Sides sides = files.sides(file(spec.train()), validation(spec));
            return dataset(sides, files, model, settings);
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** What a model's head has to predict, by the labels that occur in the data, or by what {@code spec} says of them. */
    public HeadSpec head(DataSpec spec, Task task) {
        if (spec.batches() != null || spec.train() == null || !predictsLabels(task)) {
            return HeadSpec.of(task);
        } else if (task == Task.SEQUENCE_CLASSIFICATION && Boolean.TRUE.equals(spec.numbers())) {
            return new HeadSpec(task, List.of(), false, true, spec.newHead());
        } else if (!spec.labels().isEmpty()) {
            return new HeadSpec(task, spec.labels(), true, false, spec.newHead());
        }
        LabelScan scan = new LabelScan();
        scan(file(spec.train()), spec, task, scan);
        validation(spec).ifPresent(file -> scan(file, spec, task, scan));
        boolean numbers = task == Task.SEQUENCE_CLASSIFICATION && spec.numbers() == null && scan.areNumbers();
        List<String> names = numbers ? List.of() : task == Task.SEGMENTATION ? scan.maskNames() : scan.names();
        return new HeadSpec(task, names, false, numbers, spec.newHead());
    }

    /**
     * All rows of the training file as validation data, for an evaluation that may take its time; the caller closes them.
     *
     * @param model as in {@link #open}
     */
    public Dataset everyRow(DataSpec spec, Preparation model, BatchSettings settings) {
        DataChecks.check(spec);
        DataChecks.checkTask(settings.form());
        DataFiles files = new DataFiles(spec, model, settings, labels(spec, model, settings.form()));
        try {
            DataPart part = files.whole(file(spec.train())).part();
            EvaluationBatches batches =
                    new EvaluationBatches(evaluated(part.rows(), model, settings), settings, Integer.MAX_VALUE);
            DataSummary summary = new DataSummary(
                    0,
                    batches.rowCount(),
                    0,
                    part.longest(),
                    part.documents() == 0 ? 0 : (double) part.truncated() / part.documents(),
                    part.rows().count(),
                    part.dropped());
            return new Dataset(
                    new NoBatches(settings.batchSize(), settings.sequenceLength()),
                    batches,
                    summary,
                    leftOut(files, part.rows(), batches, settings),
                    released(files));
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** What the data come to: everything that {@link #open} would do, and what was found on the way. */
    public DataReport report(DataSpec spec, Preparation model, BatchSettings settings) {
        DataChecks.check(spec);
        DataChecks.checkTask(settings.form());
        LabelSet labels = labels(spec, model, settings.form());
        try (DataFiles files = new DataFiles(spec, model, settings, labels)) {
            DataFiles.Sides sides = files.sides(file(spec.train()), validation(spec));
            EvaluationBatches evaluation =
                    new EvaluationBatches(evaluated(sides.validation().part().rows(), model, settings), settings);
            return new DataReporter(sides, settings, files.tokenizer(), labels).report(evaluation.rowCount());
        }
    }

    /** What {@code task} makes of the columns of the training file; throws RequestException where it has no use for them. */
    public DataColumns columns(DataSpec spec, Task task) {
        DataChecks.check(spec);
        return DataColumns.of(file(spec.train()), task, spec.columns());
    }

    /** Names of the columns of a data file; none of running text. */
    public List<String> columnNames(String data) {
        return DataColumns.names(file(data));
    }

    /** A look at the head of a file or folder, of any length; throws RequestException where it can't be used. */
    public DataPreview preview(String data) {
        return DataPreview.of(file(data));
    }

    private Path file(String name) {
        if (name.startsWith(BUNDLED)) {
            return bundled.apply(name.substring(BUNDLED.length()));
        } else if (name.isBlank()) {
            throw new RequestException(
                    "The name of the data file is empty, expected a data file or a folder of images.");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new RequestException("'" + name + "' can't be the name of a file (" + e.getReason() + ").", e);
        }
    }

    private Optional<Path> validation(DataSpec spec) {
        return Optional.ofNullable(spec.validation()).map(this::file);
    }

    private static boolean predictsLabels(Task task) {
        return switch (task) {
            case SEQUENCE_CLASSIFICATION, TOKEN_CLASSIFICATION, IMAGE_CLASSIFICATION, SEGMENTATION -> true;
            case CAUSAL_LM, SEQ2SEQ_LM, CONTRASTIVE, DENOISING -> false;
        };
    }

    private static void scan(Path file, DataSpec spec, Task task, LabelScan scan) {
        try (Table table = Tables.open(file)) {
            Columns columns = ColumnGuess.of(table, task, spec.columns()).columns();
            switch (task) {
                case SEGMENTATION -> scan.readMasks(table, columns.mask());
                case TOKEN_CLASSIFICATION -> scan.read(table, columns.tags());
                default -> scan.read(table, columns.label());
            }
        }
    }

    /** The classes of a model's head, by the names that {@code spec} or the model gives them, or the data; null for none. */
    private LabelSet labels(DataSpec spec, Preparation model, BatchForm form) {
        if (!predictsLabels(form.task()) || form.predictsNumbers()) {
            return null;
        }
        // the model was opened with the labels that a person gave, and knows whether its head has them in another order
        List<String> names = model.labels();
        if (names.isEmpty()) {
            names = head(spec, form.task()).labels();
        }
        if (names.size() != form.classes()) {
            throw new RequestException((spec.labels().isEmpty() ? "The data have " : "Field 'data.labels' has ")
                    + names.size() + " classes, the model's head " + form.classes()
                    + "; name as many in 'data.labels', or " + HeadSpec.HOW_TO_ASK_FOR_FRESH
                    + " for a head of their own.");
        }
        return new LabelSet(names);
    }

    private Dataset pretokenized(DataSpec spec, BatchSettings settings) {
        PretokenizedBatches train = PretokenizedBatches.forTraining(file(spec.batches()), settings);
        TokenBatches validation = new NoBatches(train.batchSize(), train.sequenceLength());
        if (spec.validationBatches() != null) {
            validation = PretokenizedBatches.forEvaluation(file(spec.validationBatches()), settings, train);
        }
        long rows = (long) validation.count() * validation.batchSize();
        return new Dataset(
                train,
                validation,
                new DataSummary(
                        (long) train.count() * train.batchSize(),
                        rows,
                        train.predictedItems(),
                        train.sequenceLength(),
                        0,
                        rows,
                        0));
    }

    private static Dataset dataset(DataFiles.Sides sides, DataFiles files, Preparation model, BatchSettings settings) {
        DataPart train = sides.train().part();
        DataPart validation = sides.validation().part();
        EvaluationBatches evaluation = new EvaluationBatches(evaluated(validation.rows(), model, settings), settings);
        // both sides of a split are of one table, which is counted once
        boolean one = sides.train().table().isPresent()
                && sides.train().table().equals(sides.validation().table());
        long documents = train.documents() + (one ? 0 : validation.documents());
        long cut = train.truncated() + (one ? 0 : validation.truncated());
        Rows rows = train.rows();
        DataSummary summary = new DataSummary(
                rows.count(),
                evaluation.rowCount(),
                rows.predictedItems(),
                Math.max(train.longest(), validation.longest()),
                documents == 0 ? 0 : (double) cut / documents,
                evaluation.allRows(),
                train.dropped() + (one ? 0 : validation.dropped()));
        return new Dataset(
                new SampledBatches(trained(rows, model, settings), settings),
                evaluation,
                summary,
                leftOut(files, sides.train().part().rows(), evaluation, settings),
                released(files));
    }

    /** Sentences about rows, pairs and pixels that count for nothing. */
    private static List<String> leftOut(
            DataFiles files, Rows rows, EvaluationBatches evaluation, BatchSettings settings) {
        List<String> sentences = new ArrayList<>(files.leftOut());
        if (evaluation.leftOver() > 0) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "%,d of %,d validation pairs are not evaluated, since they don't fill a batch of %,d;"
                            + " a batch_size that divides their number leaves none out.",
                    evaluation.leftOver(),
                    evaluation.allRows(),
                    settings.batchSize()));
        }
        long pixels = rows.count() * settings.form().labels().shape().elements() / settings.batchSize();
        if (settings.form().task() == Task.SEGMENTATION && rows.predictedItems() < pixels) {
            sentences.add(String.format(
                    Locale.ROOT,
                    "%.1f %% of the pixels of the masks are %d, which among %d classes means that they belong to none;"
                            + " they count for nothing.",
                    100.0 * (pixels - rows.predictedItems()) / pixels,
                    MaskClasses.WHITE,
                    settings.form().classes()));
        }
        return sentences;
    }

    private static Rows trained(Rows rows, Preparation model, BatchSettings settings) {
        return settings.form().task() == Task.DENOISING
                ? new NoisedRows(rows, noise(model), settings.orderSeed())
                : rows;
    }

    private static Rows evaluated(Rows rows, Preparation model, BatchSettings settings) {
        return settings.form().task() == Task.DENOISING ? new NoisedRows(rows, noise(model), null) : rows;
    }

    private static NoiseSchedule noise(Preparation model) {
        return model.noise()
                .orElseThrow(() -> new RequestException(
                        "The model does not say what noise it was trained to find; choose a denoiser."));
    }

    /** What is left to close; nothing where all rows are in memory. */
    private static Runnable released(DataFiles files) {
        if (files.inMemory()) {
            files.close();
            return () -> {};
        }
        return files::close;
    }
}
