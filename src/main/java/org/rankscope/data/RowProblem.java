package org.rankscope.data;

/** Why a row can't be used, in words that follow the name of the file and the row's number. */
final class RowProblem extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean skippable;

    private RowProblem(String reason, boolean skippable) {
        super(reason, null, false, false);
        this.skippable = skippable;
    }

    /** Of a row that says nothing about the others: it is passed over, counted and listed. */
    static RowProblem skip(String reason) {
        return new RowProblem(reason, true);
    }

    /** Of a row that shows that the data are not what they were taken for: all of them are refused. */
    static RowProblem refuse(String reason) {
        return new RowProblem(reason, false);
    }

    boolean skippable() {
        return skippable;
    }
}
