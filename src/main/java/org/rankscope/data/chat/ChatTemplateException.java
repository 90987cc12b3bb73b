package org.rankscope.data.chat;

/** Why a template can't be used on a conversation; the message follows {@code the chat template }. */
public final class ChatTemplateException extends Exception {
    private static final long serialVersionUID = 1L;

    ChatTemplateException(String message) {
        super(message, null, false, false);
    }
}
