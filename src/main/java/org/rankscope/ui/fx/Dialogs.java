package org.rankscope.ui.fx;

import java.nio.file.Path;
import java.util.Optional;
import org.rankscope.export.ExportFormat;

/** Questions to the person at the window. Called on the FX thread; each call waits for the answer. */
public interface Dialogs {
    Optional<Path> chooseFolder(String title, Optional<Path> startAt);

    Optional<Path> chooseFile(String title, Optional<Path> startAt, FileKind kind);

    Optional<Path> chooseSaveFile(String title, String suggestedName, FileKind kind);

    /** Asks whether to do what {@code action} names. */
    boolean confirm(String title, String sentence, String action);

    void tell(String title, String text);

    /** Shows a page of explanation, in Markdown, beside which the window can be used. */
    void read(String title, String page);

    /** Which files a chooser offers. */
    enum FileKind {
        MODEL("ONNX models", "*.onnx"),
        DATA(
                "Data: text, JSON, CSV, Parquet, CoNLL",
                "*.txt",
                "*.text",
                "*.md",
                "*.jsonl",
                "*.ndjson",
                "*.json",
                "*.csv",
                "*.tsv",
                "*.tab",
                "*.parquet",
                "*.conll"),
        PNG("PNG picture", "*.png"),
        CSV("Comma-separated values", "*.csv"),
        FOLDER("A new folder", "*"),
        ONNX("ONNX graph", "*.onnx"),
        ONNX_ADAPTER("ONNX Runtime adapter", "*.onnx_adapter");

        /** What an export in {@code format} writes. */
        public static FileKind of(ExportFormat format) {
            return switch (format) {
                case PEFT, MERGED -> FOLDER;
                case ONNX -> ONNX;
                case ONNX_ADAPTER -> ONNX_ADAPTER;
            };
        }

        private final String title;
        private final String[] patterns;

        FileKind(String title, String... patterns) {
            this.title = title;
            this.patterns = patterns;
        }

        String title() {
            return title;
        }

        String[] patterns() {
            return patterns.clone();
        }
    }
}
