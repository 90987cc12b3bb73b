package org.rankscope.ui.study;

/** Where the window stands with its study. Every enabled or visible flag is a binding on it. */
public enum StudyState {
    /** Nothing was run; the page teaches. */
    IDLE,
    /** A study is being checked, started or read; no cell has been heard of. */
    STARTING,
    RUNNING,
    CANCELLING,
    /** Cells are left and nobody runs them: the study can be resumed. */
    STOPPED,
    /** Every cell is finished. */
    DONE,
    /** It could not be started; a notice says why. */
    FAILED;

    /** Whether a runner is at work, so that the settings must hold still. */
    public boolean isBusy() {
        return this == STARTING || this == RUNNING || this == CANCELLING;
    }
}
