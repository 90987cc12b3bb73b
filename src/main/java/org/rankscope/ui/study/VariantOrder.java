package org.rankscope.ui.study;

import java.util.Comparator;
import java.util.List;
import org.rankscope.peft.AdapterConfig.Method;
import org.rankscope.study.StudySpec;

/** The order in which methods and capacities stand everywhere, and the colours that follow from it. */
final class VariantOrder implements Comparator<Variant> {
    private final List<Method> methods;
    private final List<Integer> capacities;

    private VariantOrder(List<Method> methods, List<Integer> capacities) {
        this.methods = methods;
        this.capacities = capacities;
    }

    /** @param all everything that a study tries or has tried, methods in their order */
    static VariantOrder of(List<Variant> all) {
        return new VariantOrder(
                all.stream().map(Variant::method).distinct().toList(),
                all.stream()
                        .filter(variant -> !variant.isReference())
                        .map(Variant::capacity)
                        .distinct()
                        .sorted()
                        .toList());
    }

    /** What a study of {@code spec} may try. */
    static List<Variant> planned(StudySpec spec) {
        return spec.tried().entrySet().stream()
                .flatMap(tried -> tried.getValue().stream().map(capacity -> new Variant(tried.getKey(), capacity)))
                .toList();
    }

    @Override
    public int compare(Variant one, Variant other) {
        return Comparator.<Variant>comparingInt(variant -> methods.indexOf(variant.method()))
                .thenComparingInt(Variant::capacity)
                .compare(one, other);
    }

    /** See {@link VariantSummary#colour}. */
    int colour(Variant variant) {
        if (variant.isReference()) {
            return VariantSummary.REFERENCE;
        }
        List<Method> compared =
                methods.stream().filter(method -> method != Method.FULL).toList();
        return compared.size() > 1 ? compared.indexOf(variant.method()) : capacities.indexOf(variant.capacity());
    }
}
