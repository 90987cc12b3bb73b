package org.rankscope.study;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * What {@code study.json} holds.
 *
 * @param formatVersion of the whole folder; a folder of a newer version is not opened
 * @param created when, in UTC
 * @param versions of the program, Java and ONNX Runtime that began the study
 * @param machine that began the study
 * @param fingerprints of model and data, by field of the specification
 * @param spec with absolute paths
 */
record StudyRecord(
        @JsonProperty("formatVersion") int formatVersion,
        String created,
        Map<String, String> versions,
        Map<String, String> machine,
        Map<String, String> fingerprints,
        StudySpec spec) {
    static final int FORMAT_VERSION = 1;

    StudyRecord {
        versions = ordered(versions);
        machine = ordered(machine);
        fingerprints = ordered(fingerprints);
    }

    /** A new study on this machine. */
    static StudyRecord begin(StudySpec spec, Map<String, String> fingerprints) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("rankscope", version("Rankscope"));
        versions.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        versions.put("onnxruntime", version("onnxruntime"));
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("architecture", System.getProperty("os.arch"));
        machine.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        return new StudyRecord(
                FORMAT_VERSION,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                versions,
                machine,
                fingerprints,
                spec);
    }

    StudyRecord with(StudySpec newSpec, Map<String, String> newFingerprints) {
        return new StudyRecord(FORMAT_VERSION, created, versions, machine, newFingerprints, newSpec);
    }

    /** The version that the jar named {@code title} states; "unknown" where it is not run from a jar. */
    private static String version(String title) {
        try {
            for (URL url : Collections.list(StudyRecord.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
                Optional<String> version = implementationVersion(url, title);
                if (version.isPresent()) {
                    return version.get();
                }
            }
        } catch (IOException e) {
            return "unknown";
        }
        return "unknown";
    }

    private static Optional<String> implementationVersion(URL manifest, String title) throws IOException {
        try (InputStream in = manifest.openStream()) {
            Attributes attributes = new Manifest(in).getMainAttributes();
            return title.equals(attributes.getValue(Attributes.Name.IMPLEMENTATION_TITLE))
                    ? Optional.ofNullable(attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
                    : Optional.empty();
        }
    }

    private static Map<String, String> ordered(Map<String, String> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
