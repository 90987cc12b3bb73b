package org.rankscope.app;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.rankscope.study.StudySpec;
import org.rankscope.ui.report.ReportProbe;
import org.rankscope.ui.setup.AdapterProbe;
import org.rankscope.ui.setup.AdviceProbe;
import org.rankscope.ui.setup.BundledChoice;
import org.rankscope.ui.setup.CostEstimator;
import org.rankscope.ui.setup.DataProbe;
import org.rankscope.ui.setup.DeviceProbe;
import org.rankscope.ui.setup.MethodProbe;
import org.rankscope.ui.setup.ModelProbe;
import org.rankscope.ui.setup.SetupChoices;
import org.rankscope.ui.setup.TaskProbe;
import org.rankscope.ui.study.StudyService;

/**
 * Everything that the window asks of the rest of the program.
 *
 * @param newFolder a new folder for a new study
 * @param demo what stands in the fields at a first start
 * @param machine the device of that name and its memory in one short line; asked every few seconds, off the FX thread
 * @param desktopIsDark how the desktop is set
 * @param settingsFile where the window remembers its size and last choices
 */
public record WindowServices(
        StudyService studies,
        ModelProbe modelProbe,
        TaskProbe taskProbe,
        DataProbe dataProbe,
        ReportProbe reportProbe,
        AdapterProbe adapterProbe,
        MethodProbe methodProbe,
        CostEstimator costEstimator,
        AdviceProbe adviceProbe,
        List<BundledChoice> models,
        List<BundledChoice> datasets,
        DeviceProbe deviceProbe,
        Function<StudySpec, Path> newFolder,
        SetupChoices demo,
        UnaryOperator<String> machine,
        BooleanSupplier desktopIsDark,
        Path settingsFile) {}
