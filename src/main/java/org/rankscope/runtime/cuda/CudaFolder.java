package org.rankscope.runtime.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.io.UserFolders;

/**
 * The folder of CUDA's libraries that a person has named: the system property {@value #PROPERTY}, else the environment's
 * {@value #VARIABLE}, else the settings, in which window, command line and workers read the same.
 *
 * @param settings the file of the settings
 */
public record CudaFolder(Path settings) {
    public static final String PROPERTY = "rankscope.cuda";
    public static final String VARIABLE = "RANKSCOPE_CUDA";

    /** How a command names it; ends a sentence. */
    public static final String HOW_TO_NAME = "with " + VARIABLE + " or 'rankscope devices --cuda-folder'";

    private static final String FILE = "devices.json";

    /**
     * What the file holds.
     *
     * @param cudaFolder null for none
     */
    record Content(String cudaFolder) {}

    /** That of the person who runs this program. */
    public static CudaFolder ofUser() {
        return new CudaFolder(UserFolders.configuration().resolve(FILE));
    }

    Optional<Path> named(Optional<String> property, Map<String, String> environment) {
        return outside(property, environment).map(Path::of).or(this::kept);
    }

    /** Whether the property or the variable names a folder, beside which the settings count for nothing. */
    public static boolean isNamedOutside() {
        return outside(Optional.ofNullable(System.getProperty(PROPERTY)), System.getenv())
                .isPresent();
    }

    private static Optional<String> outside(Optional<String> property, Map<String, String> environment) {
        return property.or(() -> Optional.ofNullable(environment.get(VARIABLE))).filter(folder -> !folder.isBlank());
    }

    /** What the settings say. */
    public Optional<Path> kept() {
        return Files.exists(settings)
                ? Optional.ofNullable(StrictJson.read(settings, Content.class).cudaFolder())
                        .map(Path::of)
                : Optional.empty();
    }

    /**
     * Keeps {@code folder} in the settings.
     *
     * @throws RequestException if it is no folder
     */
    public void keep(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new RequestException(
                    folder + " is no folder; expected the one of CUDA 12's libraries, such as /usr/local/cuda-12.9.");
        }
        StrictJson.write(
                settings, new Content(folder.toAbsolutePath().normalize().toString()));
    }

    /** Has the usual places looked at again. */
    public void forget() throws IOException {
        Files.deleteIfExists(settings);
    }
}
