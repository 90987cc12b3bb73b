package org.rankscope.peft;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rankscope.model.LinearModule;

/** {@code IA3}. */
final class Ia3Format implements PeftFormat {
    @Override
    public String type() {
        return "IA3";
    }

    @Override
    public boolean holds(AdapterConfig config) {
        return config.method() == AdapterConfig.Method.IA3;
    }

    @Override
    public Set<String> read() {
        return Set.of("feedforward_modules", "modules_to_save", "target_modules");
    }

    @Override
    public Set<String> withoutEffect() {
        return Set.of("fan_in_fan_out", "init_ia3_weights");
    }

    @Override
    public AdapterConfig parse(PeftFields fields) {
        return AdapterConfigBuilder.builder()
                .method(AdapterConfig.Method.IA3)
                .targetModules(fields.targets("target_modules"))
                .feedforwardModules(fields.targets("feedforward_modules"))
                .modulesToSave(fields.names("modules_to_save"))
                .build();
    }

    /** PEFT wants the feed-forward modules to be some of the targets by their very entries, and knows no choice of blocks here. */
    @Override
    public void write(Map<String, Object> json, AdapterConfig config, List<AdaptedModule> adapted) {
        List<LinearModule> modules = adapted.stream().map(AdaptedModule::module).toList();
        Object targets = PeftConfigJson.writtenWithoutBlocks(config, adapted);
        List<String> feedForward = Ia3FeedForward.among(adapted, config, modules).stream()
                .map(target -> target.module().name())
                .toList();
        json.put("exclude_modules", null);
        json.put("fan_in_fan_out", PeftConfigJson.fanInFanOut(adapted));
        json.put("feedforward_modules", feedForwardEntries(config, targets, modules, feedForward));
        json.put("init_ia3_weights", true);
        json.put("target_modules", targets);
    }

    private static Object feedForwardEntries(
            AdapterConfig config, Object targets, List<LinearModule> modules, List<String> names) {
        TargetSpec spec = config.feedforwardModules();
        if (!(targets instanceof List<?> entries)) {
            return spec == null || spec.isDefault() ? UsualTargets.feedForward(modules) : spec.toJson();
        } else if (spec != null && !spec.regex().isEmpty() && !spec.isDefault()) {
            return spec.regex();
        }
        return entries.stream()
                .filter(entry -> names.stream().anyMatch(name -> name.endsWith(entry.toString())))
                .toList();
    }
}
