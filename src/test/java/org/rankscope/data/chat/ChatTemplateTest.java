package org.rankscope.data.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Expected texts are those of Jinja 3.1.6 with transformers' settings. */
class ChatTemplateTest {
    private static final Map<String, String> TOKENS = Map.of("bos_token", "<s>", "eos_token", "</s>");
    private static final List<Map<String, Object>> TALK = List.of(
            message("system", "Be kind."),
            message("user", "Hi"),
            message("assistant", "Hello"),
            message("user", "More?"));

    @Test
    void knownTemplatesWriteWhatTheirModelsRead() throws Exception {
        assertEquals(
                "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"
                        + "Hello<|im_end|>\n<|im_start|>user\nMore?<|im_end|>\n<|im_start|>assistant\n",
                render(KnownTemplate.CHATML.source()));
        assertEquals(
                "<s>[INST] <<SYS>>\nBe kind.\n<</SYS>>\n\nHi [/INST] Hello </s><s>[INST] More? [/INST]",
                render(KnownTemplate.LLAMA2.source()));
        assertEquals(
                "<s><|start_header_id|>system<|end_header_id|>\n\nBe kind.<|eot_id|><|start_header_id|>user"
                        + "<|end_header_id|>\n\nHi<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nHello"
                        + "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nMore?<|eot_id|><|start_header_id|>"
                        + "assistant<|end_header_id|>\n\n",
                render(KnownTemplate.LLAMA3.source()));
        assertEquals("<s>Be kind.\nHi\nHello</s>\nMore?\n", render(KnownTemplate.PLAIN.source()));
    }

    @Test
    void alpacaOpensWithItsSentence() throws Exception {
        assertEquals(
                "<s>Below is an instruction that describes a task. Write a response that appropriately completes the"
                        + " request.\n\n### Instruction:\nHi\n\n### Response:Hello</s>",
                new ChatTemplate(KnownTemplate.ALPACA.source(), TOKENS).render(TALK.subList(1, 3), false));
    }

    @Test
    void whatPeopleWroteIsNoTemplate() throws Exception {
        String written = "{{ bos_token }} {% if %} <b> & 'x' \"y\" \\n";
        assertEquals(
                "<s>" + written + "\n",
                new ChatTemplate(KnownTemplate.PLAIN.source(), TOKENS).render(List.of(message("user", written)), true));
    }

    @Test
    void listsAreTurnedRoundAndNamespacesCount() throws Exception {
        assertEquals(
                "More?|Hello|Hi|Be kind.|3",
                render(
                        "{%- set ns = namespace(found=false, last=messages|length - 1) -%}{%- for message in messages[::-1] -%}"
                                + "{{ message.content + '|' }}{%- endfor -%}{{ ns.last }}"));
    }

    @Test
    void textsHavePythonsMethods() throws Exception {
        assertEquals(
                "b,True,x-y",
                render(
                        "{{ '<a>b'.split('<a>')[-1].lstrip(' ') + ',' }}{{ 'True,' if 'abc'.startswith('ab') else 'False,' }}"
                                + "{{ '-x-y-'.strip('-') }}"));
    }

    @Test
    void refusalsCarryTheTemplatesOwnWords() {
        ChatTemplateException refusal = assertThrows(
                ChatTemplateException.class,
                () -> render(
                        "{% if messages[0]['role'] == 'system' %}{{ raise_exception('No system here') }}{% endif %}"));
        assertEquals("refuses it: No system here", refusal.getMessage());
    }

    @Test
    void javaIsOutOfReach() {
        assertThrows(ChatTemplateException.class, () -> render("{{ messages.getClass() }}"));
        assertThrows(ChatTemplateException.class, () -> render("{{ 'a'.getBytes() }}"));
    }

    /** Phi-3's template ends the whole with a token that no turn ends with; what is shared of it is no part of an answer. */
    @Test
    void answersAreLearntUpToTheEndOfTheirTurns() throws Exception {
        String phi =
                "{% for message in messages %}{{ '<|' + message['role'] + '|>\n' + message['content'] + '<|end|>\n' }}"
                        + "{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}{% endif %}";
        Conversation talk = Conversation.of(
                List.of(
                        message("user", "\ud83d\ude42"),
                        message("assistant", "One"),
                        message("user", "More"),
                        message("assistant", "Two")),
                new ChatTemplate(phi, TOKENS));
        List<String> learnt = talk.learnt().stream()
                .map(span -> talk.text()
                        .substring(
                                talk.text().offsetByCodePoints(0, span.start()),
                                talk.text().offsetByCodePoints(0, span.end())))
                .toList();
        assertEquals(List.of("One<|end|>\n<", "Two<|end|>\n</s>"), learnt);
    }

    private static String render(String source) throws ChatTemplateException {
        return new ChatTemplate(source, TOKENS).render(TALK, true);
    }

    private static Map<String, Object> message(String role, String content) {
        return Map.of("role", role, "content", content);
    }
}
