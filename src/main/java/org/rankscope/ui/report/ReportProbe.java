package org.rankscope.ui.report;

import org.rankscope.study.StudySpec;

/** Looks at the data of a study, every row of it. Called on job threads, by any number at a time. */
@FunctionalInterface
public interface ReportProbe {
    /**
     * What was found.
     *
     * @throws org.rankscope.io.RequestException with one sentence if model or data can't be used
     */
    DataFindings look(StudySpec spec);
}
