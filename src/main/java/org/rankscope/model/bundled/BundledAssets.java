package org.rankscope.model.bundled;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;

/**
 * The models and data sets that come with the program, and where they are. Any thread.
 *
 * <p>The folder {@code assets} is looked for under the system property {@value #HOME_PROPERTY}, beside the folder of
 * the program's jar, and in the working directory and those above it.
 */
public final class BundledAssets {
    public static final String SCHEME = "bundled:";
    public static final String HOME_PROPERTY = "rankscope.home";

    private static final String FOLDER = "assets";

    private final Path root;
    private final List<BundledModel> models;
    private final List<BundledDataset> datasets;

    private BundledAssets(Path root, Catalogue catalogue) {
        this.root = root;
        models = catalogue.models().stream()
                .map(entry ->
                        new BundledModel(entry.id(), entry.title(), entry.description(), root.resolve(entry.path())))
                .toList();
        datasets = catalogue.datasets().stream()
                .map(entry -> new BundledDataset(
                        entry.id(),
                        entry.title(),
                        entry.description(),
                        root.resolve(entry.train()),
                        root.resolve(entry.validation()),
                        Optional.ofNullable(entry.teacher()).map(root::resolve),
                        root.resolve(entry.study())))
                .toList();
    }

    /** Finds the folder and reads its catalogue; a RequestException says where it was looked for. */
    public static BundledAssets find() {
        List<Path> places = places();
        Path root = places.stream()
                .filter(place -> Files.isRegularFile(place.resolve(Catalogue.FILE)))
                .findFirst()
                .orElseThrow(() -> new RequestException("The program's own models and data are missing: no "
                        + Catalogue.FILE
                        + " in " + places.get(0)
                        + (places.size() > 1 ? " or " + (places.size() - 1) + " other places" : "")
                        + "; start the program from its folder, or set -D" + HOME_PROPERTY + "=FOLDER."));
        return at(root);
    }

    /** Reads the catalogue of {@code root}. */
    public static BundledAssets at(Path root) {
        Path folder = root.toAbsolutePath().normalize();
        Path file = folder.resolve(Catalogue.FILE);
        Catalogue catalogue = StrictJson.read(file, Catalogue.class);
        if (catalogue.formatVersion() != Catalogue.FORMAT_VERSION) {
            throw new RequestException(file + ": field 'format_version' is " + catalogue.formatVersion() + ", expected "
                    + Catalogue.FORMAT_VERSION + "; these assets belong to another version of the program.");
        }
        return new BundledAssets(folder, catalogue);
    }

    /** Whether {@code name} means something that comes with the program. */
    public static boolean isBundled(String name) {
        return name != null && name.startsWith(SCHEME);
    }

    public Path root() {
        return root;
    }

    public List<BundledModel> models() {
        return models;
    }

    public List<BundledDataset> datasets() {
        return datasets;
    }

    /** The data set with {@code id}, which must be known. */
    public BundledDataset dataset(String id) {
        return datasets.stream()
                .filter(dataset -> dataset.id().equals(id))
                .findFirst()
                .orElseThrow(() -> unknown(id));
    }

    /** The file or folder that {@code name}, {@code bundled:NAME}, stands for. */
    public Path resolve(String name) {
        String id = isBundled(name) ? name.substring(SCHEME.length()) : name;
        Path path = Optional.ofNullable(paths().get(id)).orElseThrow(() -> unknown(id));
        if (Files.notExists(path)) {
            throw new RequestException(SCHEME + id + ": " + path + " is missing; unpack the program again, or make its"
                    + " assets anew with 'rankscope assets --out " + root + "'.");
        }
        return path;
    }

    private Map<String, Path> paths() {
        Map<String, Path> paths = new LinkedHashMap<>();
        models.forEach(model -> paths.put(model.id(), model.path()));
        for (BundledDataset dataset : datasets) {
            paths.put(dataset.id(), dataset.train());
            paths.put(dataset.id() + BundledDataset.VALIDATION, dataset.validation());
            dataset.teacher().ifPresent(teacher -> paths.put(dataset.id() + BundledDataset.TEACHER, teacher));
        }
        return paths;
    }

    private RequestException unknown(String id) {
        String near = StrictJson.nearest(id, paths().keySet())
                .map(name -> " Did you mean '" + SCHEME + name + "'?")
                .orElse("");
        return new RequestException("Nothing that comes with the program is called '" + SCHEME + id + "'." + near
                + " Known names: " + String.join(", ", paths().keySet()) + ".");
    }

    private static List<Path> places() {
        List<Path> places = new ArrayList<>();
        String home = System.getProperty(HOME_PROPERTY);
        if (home != null && !home.isBlank()) {
            places.add(Path.of(home, FOLDER).toAbsolutePath());
        }
        jar().map(Path::getParent).map(Path::getParent).ifPresent(folder -> places.add(folder.resolve(FOLDER)));
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            places.add(folder.resolve(FOLDER));
        }
        return places;
    }

    /** Where this class was loaded from: the program's jar, or a folder of classes. */
    private static Optional<Path> jar() {
        CodeSource source = BundledAssets.class.getProtectionDomain().getCodeSource();
        if (source == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(source.getLocation().toURI()).toAbsolutePath());
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
