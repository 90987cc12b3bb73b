package org.rankscope.ui.progress;

import java.nio.file.Path;
import java.util.OptionalLong;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.rankscope.study.TrialState;
import org.rankscope.ui.study.Cell;
import org.rankscope.ui.study.StudyBoard;
import org.rankscope.ui.study.StudyViewModel;
import org.rankscope.ui.study.Variant;
import org.rankscope.ui.text.Quantities;

/** Words the bottom line. FX thread. */
public final class ProgressViewModel {
    private final StudyViewModel study;
    private final ReadOnlyDoubleWrapper share = new ReadOnlyDoubleWrapper();
    private final ReadOnlyStringWrapper line = new ReadOnlyStringWrapper("");
    private final ReadOnlyStringWrapper machine = new ReadOnlyStringWrapper("");

    public ProgressViewModel(StudyViewModel study) {
        this.study = study;
        study.board().stepsRevision().addListener((observable, old, now) -> refresh());
        study.stateProperty().addListener((observable, old, now) -> refresh());
        study.millisLeftProperty().addListener((observable, old, now) -> refresh());
        study.folderProperty().addListener((observable, old, now) -> refresh());
        refresh();
    }

    // What is shown

    /** Share of all steps done, in [0, 1]. */
    ReadOnlyDoubleProperty shareProperty() {
        return share.getReadOnlyProperty();
    }

    ReadOnlyStringProperty lineProperty() {
        return line.getReadOnlyProperty();
    }

    /** Device and memory. */
    ReadOnlyStringProperty machineProperty() {
        return machine.getReadOnlyProperty();
    }

    // What can be asked

    /** Shows what was last heard of the machine. */
    public void showMachine(String text) {
        machine.set(text);
    }

    private void refresh() {
        StudyBoard board = study.board();
        share.set(board.progress());
        line.set(
                switch (study.state()) {
                    case IDLE, FAILED -> "Ready";
                    case STARTING -> "Starting …";
                    case RUNNING -> running(board);
                    case CANCELLING -> "Cancelling …";
                    case STOPPED -> counted(board) + saved();
                    case DONE -> counted(board) + saved();
                });
    }

    private String running(StudyBoard board) {
        String now = board.running().map(cell -> cellLine(board, cell)).orElse("Starting a worker …");
        OptionalLong left = study.millisLeftProperty().get();
        return left.isPresent() ? now + " · " + Quantities.spoken(left.getAsLong()) + " left" : now;
    }

    private static String cellLine(StudyBoard board, Cell cell) {
        return board.nameOf(Variant.of(cell.trial())) + ", seed " + cell.trial().seed() + " · step " + cell.doneSteps()
                + " of " + cell.totalSteps();
    }

    private static String counted(StudyBoard board) {
        long complete = count(board, TrialState.COMPLETE);
        long failed = count(board, TrialState.FAILED);
        long pruned = count(board, TrialState.PRUNED);
        int all = board.expectedCells();
        return complete + (board.isExtentExact() ? " of " : " of about ") + all + (all == 1 ? " trial" : " trials")
                + " complete"
                + (failed > 0 ? ", " + failed + " failed" : "")
                + (pruned > 0 ? ", " + pruned + " pruned" : "");
    }

    private static long count(StudyBoard board, TrialState state) {
        return board.cells().stream().filter(cell -> cell.state() == state).count();
    }

    private String saved() {
        return study.folderProperty()
                .get()
                .map(Path::toString)
                .map(folder -> " · saved in " + shortened(folder))
                .orElse("");
    }

    private static String shortened(String folder) {
        String home = System.getProperty("user.home", "");
        return !home.isEmpty() && folder.startsWith(home) ? "~" + folder.substring(home.length()) : folder;
    }
}
