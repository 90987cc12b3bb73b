package org.rankscope.data;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.rankscope.data.chat.ChatTemplate;
import org.rankscope.data.chat.KnownTemplate;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.model.Tokenizer;

/** The template that conversations are written by: what the data ask for, else the model's own, else a default. */
final class Templates {
    private static final String BEGIN = "bos_token";
    private static final String END = "eos_token";

    private Templates() {}

    static ChatTemplate of(String wanted, Preparation model, KnownTemplate otherwise, Tokenizer tokenizer) {
        return new ChatTemplate(source(wanted, model, otherwise), specialTokens(model, tokenizer));
    }

    private static String source(String wanted, Preparation model, KnownTemplate otherwise) {
        if (wanted == null) {
            return model.chatTemplate().orElse(otherwise.source());
        }
        Optional<KnownTemplate> known = KnownTemplate.named(wanted);
        if (known.isPresent()) {
            return known.get().source();
        } else if (wanted.contains("{{") || wanted.contains("{%")) {
            return wanted;
        }
        throw new RequestException("Field 'data.template' is '" + wanted + "', expected one of "
                + String.join(", ", KnownTemplate.allNames()) + ", or a Jinja template."
                + StrictJson.nearest(wanted, KnownTemplate.allNames())
                        .map(name -> " Did you mean '" + name + "'?")
                        .orElse(""));
    }

    /** Where the model doesn't name the token that texts begin with, it is what its tokenizer puts there. */
    private static Map<String, String> specialTokens(Preparation model, Tokenizer tokenizer) {
        Map<String, String> texts = new HashMap<>(model.specialTokens());
        SpecialTokens around = SpecialTokens.of(tokenizer);
        texts.computeIfAbsent(BEGIN, name -> tokenizer.decode(around.before(), false));
        texts.computeIfAbsent(END, name -> tokenizer.decode(around.after(), false));
        return texts;
    }
}
