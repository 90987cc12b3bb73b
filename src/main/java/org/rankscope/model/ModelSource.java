package org.rankscope.model;

/** Opens models by the names that specifications give them. */
@FunctionalInterface
public interface ModelSource {
    /**
     * Opens a model with the head that a task asks for; the caller closes it.
     *
     * @throws org.rankscope.io.RequestException if there is no such model, or it can't have that head
     */
    BaseModel open(String name, HeadSpec head);
}
