package org.rankscope.export;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.rankscope.graph.Tensor;
import org.rankscope.model.BaseModel;
import org.rankscope.peft.AdaptedModule;
import org.rankscope.peft.AdapterConfig;
import org.rankscope.peft.AdapterMethod;
import org.rankscope.peft.BaseReference;
import org.rankscope.peft.TargetModules;

/**
 * A base model and a trained adapter on it.
 *
 * @param model opened with the head that the adapter was trained under
 * @param source where the adapter lies
 * @param values of what is trained, by this program's names, and what else the adapter's file holds
 * @param base what the model is called, and what for
 * @param seed that the adapter began with
 */
public record Adapted(
        BaseModel model,
        Path source,
        AdapterConfig config,
        AdapterMethod method,
        Map<String, Tensor> values,
        BaseReference base,
        long seed) {
    /** Reads the adapter in {@code source}. */
    public static Adapted read(BaseModel model, Path source, AdapterConfig config, BaseReference base, long seed) {
        AdapterMethod method = AdapterMethod.of(config, model);
        return new Adapted(model, source, config, method, method.load(source), base, seed);
    }

    /** The layers that have updates, with their ranks. */
    List<AdaptedModule> targets() {
        return TargetModules.match(config.savingAlso(model.freshModules()), model.adaptableModules());
    }

    /** Values of what is trained alone; files may hold more. */
    Map<String, Tensor> trained() {
        Map<String, Tensor> trained = new LinkedHashMap<>(values);
        trained.keySet().retainAll(method.trainable().keySet());
        return trained;
    }

    /** Names of what the base model doesn't have: the tensors of the adapter itself. */
    Set<String> own() {
        Set<String> own = new LinkedHashSet<>(method.trainable().keySet());
        own.addAll(method.fixedValues(model, seed).keySet());
        own.removeAll(model.parameters().keySet());
        return own;
    }

    /** Values of all that the base model with the adapter in it reads. */
    Function<String, Tensor> parameters() {
        Map<String, Tensor> fixed = method.fixedValues(model, seed);
        return name -> {
            Tensor own = values.getOrDefault(name, fixed.get(name));
            return own == null ? model.weight(name) : own;
        };
    }
}
