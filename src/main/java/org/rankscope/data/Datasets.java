package org.rankscope.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;
import org.rankscope.model.Task;
import org.rankscope.model.Tokenizer;

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
     * Reads, splits and encodes data.
     *
     * @param spec paths are taken as they are written
     * @param tokenizer opens the model's tokenizer; it is closed again, and not opened where batches come ready-made
     */
    public Dataset open(DataSpec spec, Supplier<Tokenizer> tokenizer, BatchSettings settings) {
        check(spec);
        if (spec.batches() != null) {
            return pretokenized(spec, settings);
        }
        checkTakesText(settings.form());
        Path trainFile = file(spec.train());
        Path validationFile = spec.validation() == null ? null : file(spec.validation());
        try (Tokenizer open = tokenizer.get()) {
            DataEncoder encoder = new DataEncoder(open, settings, spec.textColumn());
            if (validationFile != null) {
                return dataset(encoder.train(trainFile), encoder.validation(validationFile), settings);
            }
            DataEncoder.Split split = encoder.split(trainFile, spec.validationFraction());
            return dataset(split.train(), split.validation(), settings);
        }
    }

    /**
     * All rows of one text or JSON-lines file, for an evaluation that may take its time.
     *
     * @param tokenizer as in {@link #open}
     */
    public TokenBatches everyRow(
            String data, String textColumn, Supplier<Tokenizer> tokenizer, BatchSettings settings) {
        checkTakesText(settings.form());
        try (Tokenizer open = tokenizer.get()) {
            DataPart part = new DataEncoder(open, settings, textColumn).validation(file(data));
            return new EvaluationBatches(part.rows(), settings, Integer.MAX_VALUE);
        }
    }

    /** A cheap look at a file; throws RequestException where it can't be used. */
    public DataPreview describe(String data, String textColumn) {
        return DataPreview.of(file(data), textColumn);
    }

    /** The names of the fields of a JSON-lines file's first line; none for running text. */
    public Set<String> fields(String data) {
        return DataFields.of(file(data));
    }

    private Path file(String name) {
        if (name.startsWith(BUNDLED)) {
            return bundled.apply(name.substring(BUNDLED.length()));
        } else if (name.isBlank()) {
            throw new RequestException("The name of the data file is empty, expected a text file or a .jsonl file.");
        }
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new RequestException("'" + name + "' can't be the name of a file (" + e.getReason() + ").", e);
        }
    }

    /** Text files are read for language models; what other tasks learn from comes as ready-made batches. */
    private static void checkTakesText(BatchForm form) {
        if (form.task() != Task.CAUSAL_LM) {
            throw new RequestException("Task '" + form.task().json()
                    + "' takes ready-made batches as 'data.batches'; text files are read for '"
                    + Task.CAUSAL_LM.json() + "'.");
        } else if (!form.takesTokens()) {
            throw new RequestException("The model takes "
                    + String.join(", ", form.inputs().stream().map(Value::name).toList())
                    + ", not text; give ready-made batches as 'data.batches'.");
        }
    }

    private static void check(DataSpec spec) {
        if (spec.batches() == null && spec.train() == null) {
            throw new RequestException("Field 'data.train' is missing, expected a text file or a .jsonl file.");
        } else if (spec.batches() != null && (spec.train() != null || spec.validation() != null)) {
            throw new RequestException("Field 'data.batches' stands beside 'data.train' or 'data.validation';"
                    + " give one or the other.");
        } else if (spec.batches() == null && spec.validationBatches() != null) {
            throw new RequestException("Field 'data.validation_batches' stands without 'data.batches'.");
        } else if (!(spec.validationFraction() > 0 && spec.validationFraction() < 1)) {
            throw new RequestException("Field 'data.validation_fraction' is " + spec.validationFraction()
                    + ", expected more than 0 and less than 1.");
        }
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

    private static Dataset dataset(DataPart train, DataPart validation, BatchSettings settings) {
        EvaluationBatches evaluation = new EvaluationBatches(validation.rows(), settings);
        long documents = train.documents() + validation.documents();
        long cut = train.truncated() + validation.truncated();
        DataSummary summary = new DataSummary(
                train.rows().count(),
                evaluation.rowCount(),
                train.rows().predictedTokens(),
                Math.max(train.longest(), validation.longest()),
                documents == 0 ? 0 : (double) cut / documents,
                validation.rows().count(),
                train.dropped() + validation.dropped());
        return new Dataset(new SampledBatches(train.rows(), settings), evaluation, summary);
    }
}
