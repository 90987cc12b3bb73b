package org.rankscope;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The fences between packages. Every rule also makes sure that it saw classes. */
class ArchitectureTest {
    /** From the ground up: a package may use those before it, never those behind it. */
    private static final List<String> FLOORS = List.of(
            "io",
            "graph",
            "onnx",
            "autodiff",
            "runtime",
            "safetensors",
            "model",
            "data",
            "peft",
            "metrics",
            "train",
            "export",
            "insight",
            "search",
            "study",
            "assets",
            "proof",
            "cli",
            "ui",
            "app");

    private static final String ROOT = "org.rankscope.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.rankscope");

    @Test
    void everyPackageHasItsFloor() throws Exception {
        Set<String> found = CLASSES.stream()
                .map(type -> type.getPackageName().substring(ROOT.length()).split("\\.")[0])
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(FLOORS), found);
    }

    @Test
    void packagesUseOnlyThoseBelowThem() {
        assertAll(IntStream.range(0, FLOORS.size() - 1).mapToObj(floor -> () -> {
            String[] above = FLOORS.subList(floor + 1, FLOORS.size()).stream()
                    .map(name -> ROOT + name + "..")
                    .toArray(String[]::new);
            check(noClasses()
                    .that()
                    .resideInAPackage(ROOT + FLOORS.get(floor) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above));
        }));
    }

    @Test
    void packagesHaveNoCycles() {
        check(slices().matching("org.rankscope.(**)").should().beFreeOfCycles());
    }

    @Test
    void onlyRuntimeSeesOnnxRuntime() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "runtime..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime.."));
        check(classes()
                .that()
                .haveSimpleName("Session")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime.."));
    }

    @Test
    void onlyOnnxSeesProtobuf() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "onnx..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.google.protobuf.."));
    }

    @Test
    void nothingBelowTheWindowSeesJavaFx() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "ui..", ROOT + "app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("javafx.."));
    }

    @Test
    void viewModelsSeeNoScene() {
        check(noClasses()
                .that()
                .haveSimpleNameEndingWith("ViewModel")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("javafx.scene.."));
    }

    @Test
    void onlyUiFxCallsRunLater() {
        DescribedPredicate<JavaCall<?>> runLater = DescribedPredicate.describe(
                "Platform.runLater",
                call -> call.getTargetOwner().getFullName().equals("javafx.application.Platform")
                        && call.getName().equals("runLater"));
        check(noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "ui.fx..")
                .should()
                .callCodeUnitWhere(DescribedPredicate.describe("Platform.runLater", call -> runLater.test(call))));
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws Exception {
        Path sources = Path.of("src/main/java/org/rankscope");
        try (Stream<Path> folders = Files.walk(sources).filter(Files::isDirectory)) {
            List<Path> silent = folders.filter(ArchitectureTest::holdsCode)
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .toList();
            assertEquals(List.of(), silent);
        }
    }

    private static boolean holdsCode(Path folder) {
        String[] files = folder.toFile().list((parent, name) -> name.endsWith(".java"));
        return files != null && files.length > 0;
    }

    private static void check(ArchRule rule) {
        assertFalse(CLASSES.isEmpty());
        rule.allowEmptyShould(false).check(CLASSES);
    }
}
