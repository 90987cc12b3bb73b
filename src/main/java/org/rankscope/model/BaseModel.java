package org.rankscope.model;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.rankscope.graph.Tensor;

/**
 * A base model, read once: what it computes, its weights and its tokenizer. Weights are views of mapped files where the file
 * stores float32; otherwise they are widened to float32 when asked for. Any thread; closed by whoever opened it.
 */
public interface BaseModel extends ModelGraph, AutoCloseable, WeightSource {
    /** What it is, for a person: {@code Llama · 5 layers · 260,032 parameters · float32}. */
    String description();

    /** What a person should know of how it was opened, a sentence each: of a head that starts from random values, for example. */
    default List<String> notes() {
        return List.of();
    }

    /** The values of one parameter, FLOAT. Those of {@link #freshModules} are the same at every opening. */
    @Override
    Tensor weight(String parameter);

    @Override
    default Optional<Tensor> known(String parameter) {
        return Optional.of(weight(parameter));
    }

    /**
     * Puts the values of one parameter into {@code target}, from its start: for who reads them once, since nothing of the
     * file stays mapped where that can be had.
     */
    default void read(String parameter, FloatBuffer target) {
        target.put(0, weight(parameter).floats());
    }

    /** The model as its checkpoint has it, where this one holds its weights in fewer bits; else this one. */
    default BaseModel unquantized() {
        return this;
    }

    /** The token that fills rows which are too short. */
    int padTokenId();

    /** The token that the decoder of an encoder-decoder begins with, before the first label; empty for other models. */
    default OptionalInt decoderStartTokenId() {
        return OptionalInt.empty();
    }

    /** Names of the classes in the order of their numbers; empty where the model predicts no classes, or doesn't name them. */
    default List<String> labels() {
        return List.of();
    }

    /** How the model wants its images; empty where it sees none. */
    default Optional<ImageSettings> images() {
        return Optional.empty();
    }

    /** The noise that a denoiser was trained to find; empty for other models. */
    default Optional<NoiseSchedule> noise() {
        return Optional.empty();
    }

    /** The Jinja template of its conversations ({@code tokenizer_config.json}); empty where it has none. */
    default Optional<String> chatTemplate() {
        return Optional.empty();
    }

    /**
     * Texts of its special tokens, by the names that chat templates know them by: {@code bos_token}, {@code eos_token}. Those
     * that it doesn't name are left out.
     */
    default Map<String, String> specialTokens() {
        return Map.of();
    }

    /** Opens the model's tokenizer; the caller closes it. */
    Tokenizer openTokenizer();

    @Override
    void close();
}
