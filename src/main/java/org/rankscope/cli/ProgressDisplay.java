package org.rankscope.cli;

/** Where progress is shown. */
interface ProgressDisplay {
    void open(StudyPace pace);

    /** The present state, as often as it changes; the display decides what a person gets to see of it. */
    void show(StudyPace pace, String message);

    /** A line that stays. */
    void line(String text);

    /** No more; harmless when repeated. */
    void close();
}
