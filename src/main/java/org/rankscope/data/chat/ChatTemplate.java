package org.rankscope.data.chat;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.ext.NamedParameter;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.objects.Namespace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A Jinja template that makes a text of a conversation, with the settings that transformers renders it with. Any thread. */
public final class ChatTemplate {
    private static final long MAX_CHARACTERS = 16 << 20;

    private final Jinjava jinja;
    private final String source;
    private final Map<String, String> specialTokens;

    /**
     * Makes a template of Jinja source.
     *
     * @param specialTokens texts of special tokens by the names that templates know them by: {@code bos_token}
     */
    public ChatTemplate(String source, Map<String, String> specialTokens) {
        this.source = Dialect.forJinjava(source);
        this.specialTokens = Map.copyOf(specialTokens);
        JinjavaConfig config = JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                // what people wrote in a conversation is no template
                .withNestedInterpretationEnabled(false)
                .withElResolver(new PythonStrings())
                .withMaxOutputSize(MAX_CHARACTERS)
                .withDisabled(Map.of(Context.Library.TAG, Set.of("include", "import", "from", "extends")))
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withUsePyishObjectMapper(true)
                        .withKeepNullableLoopValues(true)
                        .withParseWhitespaceControlStrictly(true)
                        .withUseNaturalOperatorPrecedence(true)
                        .withUseTrimmingForNotesAndExpressions(true)
                        .withEvaluateMapKeys(true)
                        .withIterateOverMapKeys(true)
                        .build())
                .build();
        jinja = new Jinjava(config);
        function("raise_exception", "raise", Object.class);
        function("namespace", "namespace", Object[].class);
    }

    /**
     * The text of {@code messages}.
     *
     * @param messages each with {@code role} and {@code content}, in texts, lists and maps
     * @param addGenerationPrompt whether the start of an answer follows
     */
    public String render(List<Map<String, Object>> messages, boolean addGenerationPrompt) throws ChatTemplateException {
        Map<String, Object> known = new HashMap<>(specialTokens);
        known.put("messages", messages);
        known.put("add_generation_prompt", addGenerationPrompt);
        RenderResult result = jinja.renderForResult(source, known);
        for (TemplateError error : result.getErrors()) {
            String message = error.getException() != null && cause(error.getException()) instanceof Raised raised
                    ? "refuses it: " + raised.getMessage()
                    : "can't be used: " + error.getMessage();
            throw new ChatTemplateException(message.strip());
        }
        return result.getOutput();
    }

    private void function(String name, String method, Class<?> argument) {
        jinja.getGlobalContext()
                .registerFunction(new ELFunctionDefinition("", name, Functions.class, method, argument));
    }

    private static Throwable cause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static final class Raised extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Raised(String message) {
            super(message, null, false, false);
        }
    }

    /** What templates can call; public for Jinjava alone. */
    public static final class Functions {
        private Functions() {}

        /** A template's own refusal of a conversation. */
        public static Object raise(Object message) {
            throw new Raised(String.valueOf(message));
        }

        /** An object whose fields can be set inside of a loop. */
        public static Object namespace(Object... fields) {
            Namespace namespace = new Namespace();
            for (Object field : fields) {
                if (field instanceof NamedParameter named) {
                    namespace.put(named.getName(), named.getValue());
                }
            }
            return namespace;
        }
    }
}
