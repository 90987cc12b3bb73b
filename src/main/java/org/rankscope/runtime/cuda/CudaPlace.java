package org.rankscope.runtime.cuda;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Folders whose libraries may be used together.
 *
 * @param name for a sentence: a path, or what the folders are
 */
record CudaPlace(String name, List<Path> folders) {
    CudaPlace {
        folders = List.copyOf(folders);
    }

    static CudaPlace of(Path folder, List<Path> within) {
        return new CudaPlace(folder.toString(), within);
    }

    Optional<Path> find(String file) {
        return folders.stream()
                .map(folder -> folder.resolve(file))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
