package org.rankscope.data.chat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Templates that data can ask for by name, where the model brings none of its own. */
public enum KnownTemplate {
    /** {@code <|im_start|>role ... <|im_end|>}: OpenAI's chat markup. */
    CHATML(List.of("chatml"), """
            {%- for message in messages -%}
            {{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}"""),
    /** Llama 3 and later. Source: llama3/llama/tokenizer.py of Meta's repository, {@code ChatFormat}. */
    LLAMA3(List.of("llama3", "llama"), """
            {{- bos_token -}}
            {%- for message in messages -%}
            {{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'].strip() + '<|eot_id|>' }}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif -%}"""),
    /** Llama 2. Source: llama/generation.py of Meta's repository, {@code chat_completion}. */
    LLAMA2(List.of("llama2"), """
            {%- set ns = namespace(system='') -%}
            {%- for message in messages -%}
            {%- if message['role'] == 'system' -%}
            {%- set ns.system = '<<SYS>>\\n' + message['content'] + '\\n<</SYS>>\\n\\n' -%}
            {%- elif message['role'] == 'user' -%}
            {{ bos_token + '[INST] ' + ns.system + message['content'].strip() + ' [/INST]' }}
            {%- set ns.system = '' -%}
            {%- else -%}
            {{ ' ' + message['content'].strip() + ' ' + eos_token }}
            {%- endif -%}
            {%- endfor -%}"""),
    /** Stanford Alpaca; a system turn stands in place of its opening sentence. Source: train.py of tatsu-lab/stanford_alpaca. */
    ALPACA(List.of("alpaca"), """
            {{- bos_token -}}
            {%- if messages[0]['role'] != 'system' -%}
            {{ 'Below is an instruction that describes a task' }}
            {%- if '\\n\\n### Input:\\n' in messages[0]['content'] -%}
            {{ ', paired with an input that provides further context' }}
            {%- endif -%}
            {{ '. Write a response that appropriately completes the request.\\n\\n' }}
            {%- endif -%}
            {%- for message in messages -%}
            {%- if message['role'] == 'system' -%}
            {{ message['content'] + '\\n\\n' }}
            {%- elif message['role'] == 'user' -%}
            {{ '### Instruction:\\n' + message['content'] + '\\n\\n### Response:' }}
            {%- else -%}
            {{ message['content'] + eos_token + '\\n\\n' if not loop.last else message['content'] + eos_token }}
            {%- endif -%}
            {%- endfor -%}"""),
    /** The turns one below the other, with no word about who speaks. */
    PLAIN(List.of("plain"), """
            {{- bos_token -}}
            {%- for message in messages -%}
            {{ message['content'] + (eos_token if message['role'] == 'assistant' else '') + ('' if loop.last else '\\n') }}
            {%- endfor -%}
            {%- if add_generation_prompt -%}{{ '\\n' }}{%- endif -%}""");

    private final List<String> names;
    private final String source;

    KnownTemplate(List<String> names, String source) {
        this.names = names;
        this.source = source;
    }

    public String source() {
        return source;
    }

    /** The template that a specification calls {@code name}. */
    public static Optional<KnownTemplate> named(String name) {
        return Stream.of(values())
                .filter(template -> template.names.contains(name))
                .findFirst();
    }

    /** What templates can be called. */
    public static List<String> allNames() {
        return Stream.of(values()).flatMap(template -> template.names.stream()).toList();
    }
}
