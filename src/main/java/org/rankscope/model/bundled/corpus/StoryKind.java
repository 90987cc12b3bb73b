package org.rankscope.model.bundled.corpus;

/** One kind of story: a plot whose people, places and things change from story to story. */
@FunctionalInterface
interface StoryKind {
    void tell(Scene scene);
}
