package org.rankscope.ui.fx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests of the window, with the reason, on a Linux without the libraries that JavaFX draws text with. Stands
 * before {@code ApplicationExtension}, which starts JavaFX.
 */
public final class NativeTextCondition implements ExecutionCondition {
    private static final List<String> LIBRARIES =
            List.of("libfreetype.so.6", "libfontconfig.so.1", "libpangoft2-1.0.so.0");
    private static final List<Path> FOLDERS = List.of(
            Path.of("/lib"), Path.of("/lib64"), Path.of("/usr/lib"), Path.of("/usr/lib64"), Path.of("/usr/local/lib"));

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return ConditionEvaluationResult.enabled("this system brings its own text libraries");
        }
        List<String> missing =
                LIBRARIES.stream().filter(name -> !isInstalled(name)).toList();
        return missing.isEmpty()
                ? ConditionEvaluationResult.enabled("JavaFX can draw text")
                : ConditionEvaluationResult.disabled("JavaFX can't draw text without " + String.join(", ", missing)
                        + "; on Debian and Ubuntu: apt-get install libpangoft2-1.0-0");
    }

    private static boolean isInstalled(String library) {
        return FOLDERS.stream().filter(Files::isDirectory).anyMatch(folder -> holds(folder, library));
    }

    private static boolean holds(Path folder, String library) {
        try (Stream<Path> inside = Files.list(folder)) {
            return Files.exists(folder.resolve(library))
                    || inside.filter(Files::isDirectory).anyMatch(sub -> Files.exists(sub.resolve(library)));
        } catch (IOException e) {
            return false;
        }
    }
}
