package org.rankscope.data;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.rankscope.model.BaseModel;
import org.rankscope.model.ImageSettings;
import org.rankscope.model.NoiseSchedule;
import org.rankscope.model.Tokenizer;

/**
 * What a model says about the data that it takes.
 *
 * @param tokenizer opens its tokenizer; called at most once, and only for data with texts
 * @param images how it wants its images
 * @param noise that it finds
 * @param chatTemplate of its conversations
 * @param specialTokens texts of its special tokens by the names that chat templates know them by
 * @param labels names of its classes
 * @param decoderStartTokenId what its decoder begins with
 */
public record Preparation(
        Supplier<Tokenizer> tokenizer,
        Optional<ImageSettings> images,
        Optional<NoiseSchedule> noise,
        Optional<String> chatTemplate,
        Map<String, String> specialTokens,
        List<String> labels,
        OptionalInt decoderStartTokenId) {
    /** What {@code model} says; it must stay open as long as its data are. */
    public static Preparation of(BaseModel model) {
        return new Preparation(
                model::openTokenizer,
                model.images(),
                model.noise(),
                model.chatTemplate(),
                model.specialTokens(),
                model.labels(),
                model.decoderStartTokenId());
    }

    /** Of a language model that says nothing but how it reads. */
    public static Preparation ofText(Supplier<Tokenizer> tokenizer) {
        return new Preparation(
                tokenizer,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                List.of(),
                OptionalInt.empty());
    }
}
