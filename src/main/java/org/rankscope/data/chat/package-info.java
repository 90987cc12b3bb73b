/**
 * Conversations as the text that a model is trained on, by Jinja templates like those in {@code tokenizer_config.json}.
 *
 * <p>Templates come with models from anywhere, so they are rendered by a library (Jinjava) in a closed room: they see lists,
 * maps and texts, can call the methods of Python's {@code str} that {@link org.rankscope.data.chat.PythonStrings} has and
 * no others, and can't include files. What Jinja does and Jinjava does not is in {@link org.rankscope.data.chat.Dialect}.
 * No template is told the date: the same data must be the same text tomorrow.
 */
package org.rankscope.data.chat;
