package org.rankscope.runtime.cuda;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where CUDA's libraries are looked for: only in the folder that a person has named, if one is named; else in the
 * program's own folder, where CUDA's installers put them, and where the loader looks, in this order.
 *
 * @param named the folder that a person has named
 * @param home the program's folder
 * @param environment the environment's variables
 * @param libraryPath {@code java.library.path}, which has {@code LD_LIBRARY_PATH} in it, or on Windows {@code PATH}
 * @param root where the file system begins
 */
record CudaPlaces(
        Optional<Path> named,
        Optional<Path> home,
        Map<String, String> environment,
        String libraryPath,
        boolean windows,
        Path root) {
    private static final String OWN_FOLDER = "native/cuda";
    /** Within a folder that is named: itself, those of a toolkit, and those of NVIDIA's Python packages. */
    private static final List<String> WITHIN = List.of("lib64", "lib", "bin", "bin/x64", "targets/x86_64-linux/lib");

    private static final List<String> PACKAGES = List.of("cuda_runtime", "cublas", "curand", "cudnn");

    /** What exists of them, in order. */
    List<CudaPlace> list() {
        if (named.isPresent()) {
            return List.of(within(named.get()));
        }
        List<CudaPlace> places = new ArrayList<>();
        home.map(folder -> folder.resolve(OWN_FOLDER)).ifPresent(own -> places.add(CudaPlace.of(own, List.of(own))));
        toolkits().forEach(toolkit -> places.add(within(toolkit)));
        places.add(new CudaPlace("the library path", loaderFolders()));
        return places.stream()
                .map(place -> new CudaPlace(
                        place.name(),
                        place.folders().stream().filter(Files::isDirectory).toList()))
                .filter(place -> !place.folders().isEmpty())
                .toList();
    }

    private static CudaPlace within(Path folder) {
        List<Path> folders = new ArrayList<>(List.of(folder));
        WITHIN.forEach(name -> folders.add(folder.resolve(name)));
        for (String name : PACKAGES) {
            folders.add(folder.resolve(name).resolve("lib"));
            folders.add(folder.resolve(name).resolve("bin"));
        }
        return CudaPlace.of(folder, folders);
    }

    /** The one that the environment names, then those of version 12, the newest first, then others. */
    private List<Path> toolkits() {
        List<Path> toolkits = new ArrayList<>();
        Stream.of("CUDA_PATH", "CUDA_HOME").map(environment::get).forEach(folder -> path(folder)
                .ifPresent(toolkits::add));
        List<Path> installed = new ArrayList<>();
        if (windows) {
            Path programs = path(environment.get("ProgramFiles")).orElse(root.resolve("Program Files"));
            installed.addAll(children(programs.resolve("NVIDIA GPU Computing Toolkit/CUDA"), "v*"));
        } else {
            installed.addAll(children(root.resolve("usr/local"), "cuda*"));
            installed.add(root.resolve("opt/cuda"));
        }
        Comparator<Path> byVersion = Comparator.comparing((Path folder) -> version(folder, 0) == 12)
                .thenComparing(folder -> version(folder, 0))
                .thenComparing(folder -> version(folder, 1));
        installed.sort(byVersion.reversed());
        toolkits.addAll(installed);
        path(environment.get("CONDA_PREFIX")).ifPresent(toolkits::add);
        return toolkits.stream().filter(Files::isDirectory).distinct().toList();
    }

    /** A number of the version at the end of a folder's name, cuda-12.6 or v12.6; 0 where it has none. */
    private static int version(Path folder, int part) {
        String[] numbers =
                folder.getFileName().toString().replaceFirst("^\\D*", "").split("\\.");
        return part < numbers.length && numbers[part].matches("\\d{1,4}") ? Integer.parseInt(numbers[part]) : 0;
    }

    private List<Path> loaderFolders() {
        List<Path> folders = new ArrayList<>();
        Stream.of(libraryPath.split(File.pathSeparator))
                .forEach(folder -> path(folder).ifPresent(folders::add));
        if (!windows) {
            // What ldconfig reads: one folder a line.
            List<Path> lists = new ArrayList<>(List.of(root.resolve("etc/ld.so.conf")));
            lists.addAll(children(root.resolve("etc/ld.so.conf.d"), "*.conf"));
            lists.forEach(list -> folders.addAll(absoluteLines(list)));
            folders.add(root.resolve("usr/lib/x86_64-linux-gnu"));
            folders.add(root.resolve("usr/lib64"));
        }
        return folders.stream().distinct().toList();
    }

    private static List<Path> absoluteLines(Path list) {
        if (!Files.isReadable(list)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(list, StandardCharsets.ISO_8859_1)) {
            return lines.map(String::strip)
                    .filter(line -> line.startsWith("/"))
                    .map(Path::of)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static List<Path> children(Path folder, String pattern) {
        List<Path> children = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, pattern)) {
                found.forEach(children::add);
            } catch (IOException e) {
                return List.of();
            }
        }
        children.sort(Comparator.naturalOrder());
        return children;
    }

    private static Optional<Path> path(String text) {
        try {
            return text == null || text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
