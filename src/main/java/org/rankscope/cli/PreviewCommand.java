package org.rankscope.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.rankscope.insight.Preview;
import org.rankscope.insight.Verdict.RankValue;
import org.rankscope.io.StrictJson;
import org.rankscope.peft.QuickScan;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudyFolder;
import org.rankscope.study.StudyPreview;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rankscope preview}. */
@Command(
        name = "preview",
        description = "The one-run preview of a study: the trained adapter of the largest rank, cut to each lower rank"
                + " and evaluated. Replaces the study's preview.json; of a DyLoRA, scan.json.")
final class PreviewCommand implements Callable<Integer> {
    /** What a cut can say, and what it can't. */
    static final String MEANING =
            "A cut shows what is reachable at a rank from this adapter; training at that rank may reach more.";

    private static final String SCAN_MEANING =
            "A " + QuickScan.LABEL + ": " + QuickScan.MEANING + ", each in its share of the steps;"
                    + " training at one rank alone may reach more. Each is stored as a LoRA in the study's folder scan.";

    @Spec
    private CommandSpec command;

    @Parameters(paramLabel = "STUDY_DIR", description = "The study's folder.")
    private Path study;

    @Option(names = "--trial", paramLabel = "ID", description = "Cut this trial's adapter, not that of the best one.")
    private String trial;

    @Option(
            names = "--ranks",
            paramLabel = "R",
            split = ",",
            description = "Ranks to cut to, such as 1,2,4 (default: the study's lower ranks).")
    private List<Integer> ranks = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        try (StudyFolder folder = StudyFolder.open(study)) {
            Preview preview =
                    new StudyPreview(SpecResources.ofThisProgram()).of(folder, Optional.ofNullable(trial), ranks);
            StudyPreview.write(folder, preview);
            command.commandLine()
                    .getOut()
                    .println(json ? StrictJson.toText(preview).strip() : words(preview));
        }
        return ExitCode.OK;
    }

    private static String words(Preview preview) {
        TextTable table = new TextTable("rank", "loss when cut");
        for (RankValue point : preview.points()) {
            table.add(
                    point.rank() == preview.rank() ? point.rank() + " (uncut)" : String.valueOf(point.rank()),
                    Units.loss(point.value()));
        }
        return preview.how() == Preview.How.SVD
                ? "The adapter of " + preview.trial() + ", cut by SVD:\n\n" + table + "\n\n" + MEANING
                : preview.how().label() + ", " + preview.trial() + ", at each of its ranks:\n\n" + table + "\n\n"
                        + SCAN_MEANING;
    }
}
