package org.rankscope.assets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.rankscope.io.StrictJson;
import org.rankscope.model.bundled.BytePairEncoding;
import org.rankscope.model.bundled.BytePairTrainer;
import org.rankscope.model.bundled.LlamaShape;
import org.rankscope.model.bundled.TokenizerFile;
import org.rankscope.model.bundled.corpus.StoryCorpus;
import org.rankscope.model.bundled.corpus.SupportCorpus;

/** Learns the model's tokenizer on both domains, and writes it into the model's folder. */
final class AssetTokenizer {
    private static final int STORIES = 4_000;
    private static final int MESSAGES = 2_000;

    private AssetTokenizer() {}

    static BytePairEncoding write(Path model, AssetSeeds seeds, LlamaShape shape) throws IOException {
        Stream<String> corpus = Stream.concat(
                StoryCorpus.generate(seeds.of(AssetSeeds.Purpose.TOKENIZER_TEXT), STORIES),
                SupportCorpus.generate(seeds.of(AssetSeeds.Purpose.SUPPORT), 0, MESSAGES));
        BytePairEncoding encoding = BytePairTrainer.train(corpus, shape.vocabSize());
        TokenizerFile.write(model.resolve("tokenizer.json"), encoding);
        ObjectNode config = StrictJson.mapper()
                .createObjectNode()
                .put("tokenizer_class", "PreTrainedTokenizerFast")
                .put("pad_token", TokenizerFile.SPECIAL_TOKENS.get(BytePairEncoding.PAD))
                .put("bos_token", TokenizerFile.SPECIAL_TOKENS.get(BytePairEncoding.BOS))
                .put("eos_token", TokenizerFile.SPECIAL_TOKENS.get(BytePairEncoding.EOS))
                .put("model_max_length", shape.maxPositions())
                .put("clean_up_tokenization_spaces", false);
        StrictJson.write(model.resolve("tokenizer_config.json"), config);
        return encoding;
    }
}
