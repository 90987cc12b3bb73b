package org.rankscope.app;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.rankscope.data.DataSpec;
import org.rankscope.insight.advice.AdviceFacts;
import org.rankscope.insight.advice.Purpose;
import org.rankscope.io.RequestException;
import org.rankscope.model.Task;
import org.rankscope.model.bundled.BundledAssets;
import org.rankscope.model.bundled.BundledDataset;
import org.rankscope.runtime.Device;
import org.rankscope.runtime.Devices;
import org.rankscope.runtime.SpeedProbe;
import org.rankscope.study.Judge;
import org.rankscope.study.SpecResources;
import org.rankscope.study.StudyAdvice;
import org.rankscope.study.StudySpecFile;
import org.rankscope.study.TaskGuess;
import org.rankscope.study.TrialWorker;
import org.rankscope.study.WorkerCommand;
import org.rankscope.ui.setup.BundledChoice;
import org.rankscope.ui.setup.SetupChoices;
import org.rankscope.ui.study.StudyService;
import org.rankscope.ui.theme.SystemAppearance;

/** The services of this machine: its devices, its memory, its folders, and the assets beside the program. */
final class LocalServices {
    private static final Logger LOG = System.getLogger(LocalServices.class.getName());
    private static final String SPEED_FILE = "speed.json";
    private static final String STUDIES = "Rankscope";
    private static final String PAGES = "/org/rankscope/pages/scenario-%s.md";

    private LocalServices() {}

    /**
     * Reads what is beside the program: not on the FX thread. The machine's devices are looked at when they are asked for.
     *
     * @param settingsFile where the window remembers its size; what else is remembered lies beside it
     */
    static WindowServices create(Path settingsFile) {
        SpecResources resources = SpecResources.ofThisProgram();
        SpecDescriptions descriptions = new SpecDescriptions(resources);
        StudyCost cost = new StudyCost(
                descriptions,
                new TrialSpeed(settingsFile.resolveSibling(SPEED_FILE), () -> SpeedProbe.flopsPerSecond(Device.CPU)),
                Devices::memory);
        StudyService studies = new RunnerStudyService(
                WorkerCommand.of(TrialWorker.class),
                Judge.DEFAULT,
                (spec, source) -> {
                    resources.check(spec, source);
                    return resources.withFirstRate(spec);
                },
                cost::learn,
                resources);
        StudyAdvice advice = new StudyAdvice(resources);
        TaskGuess tasks = new TaskGuess(resources);
        StudyHome home = new StudyHome(Path.of(System.getProperty("user.home"), STUDIES), Clock.systemDefaultZone());
        Optional<BundledAssets> assets = assets();
        List<BundledChoice> models = assets.map(BundledAssets::models).orElse(List.of()).stream()
                .map(model -> new BundledChoice(model.name(), model.title(), model.description()))
                .toList();
        List<BundledChoice> datasets = assets.map(BundledAssets::datasets).orElse(List.of()).stream()
                .map(LocalServices::choice)
                .toList();
        return new WindowServices(
                studies,
                descriptions::model,
                tasks::look,
                descriptions::data,
                descriptions::findings,
                descriptions::adapter,
                descriptions::obstacles,
                cost::estimate,
                (model, data, task, purpose, device) ->
                        advice.advise(question(model, data, task, purpose, LocalDevices.deviceOr(device))),
                models,
                datasets,
                new LocalDevices(),
                home::newFolder,
                demo(models, datasets),
                device -> LocalDevices.use(LocalDevices.deviceOr(device)),
                SystemAppearance::isDark,
                settingsFile);
    }

    private static StudyAdvice.Question question(
            String model, Optional<DataSpec> data, Optional<Task> task, Optional<Purpose> purpose, Device device) {
        return new StudyAdvice.Question(
                model,
                data.orElse(null),
                task.orElse(null),
                purpose.orElse(null),
                device.isCuda() ? AdviceFacts.DeviceKind.GPU : AdviceFacts.DeviceKind.CPU,
                Devices.memory(device).bytes());
    }

    /**
     * The bundled models and datasets; empty, with a line in the log, where the program was taken out of its folder.
     */
    private static Optional<BundledAssets> assets() {
        try {
            return Optional.of(BundledAssets.find());
        } catch (RequestException e) {
            LOG.log(Logger.Level.WARNING, e.getMessage());
            return Optional.empty();
        }
    }

    private static BundledChoice choice(BundledDataset dataset) {
        return new BundledChoice(
                dataset.name(),
                dataset.title(),
                dataset.description(),
                page(dataset.id()),
                Optional.of(StudySpecFile.read(dataset.study())));
    }

    /** The page that explains a bundled dataset: one of the documentation's, which travels in the program. */
    private static Optional<String> page(String id) {
        try (InputStream page = LocalServices.class.getResourceAsStream(String.format(PAGES, id))) {
            return page == null
                    ? Optional.empty()
                    : Optional.of(new String(page.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "The page of " + id + " can't be read.", e);
            return Optional.empty();
        }
    }

    /** What stands in the fields at a first start: the first bundled dataset's study. */
    private static SetupChoices demo(List<BundledChoice> models, List<BundledChoice> datasets) {
        return datasets.stream()
                .flatMap(choice -> choice.study().stream())
                .findFirst()
                .map(study -> SetupChoices.of(study, models, datasets))
                .orElseGet(SetupChoices::empty);
    }
}
