package org.rankscope.peft;

import java.util.function.Predicate;
import org.rankscope.io.RequestException;
import org.rankscope.model.BaseModel;
import org.rankscope.model.ModelGraph;
import org.rankscope.model.Precision;
import org.rankscope.model.quantized.QuantizedGraph;
import org.rankscope.model.quantized.QuantizedModel;

/** A base model as it is held while an adapter is trained on it: in 4 bits where that is asked for, but for what is trained. */
public final class FrozenBase {
    private FrozenBase() {}

    /** How {@code asked} holds the base: {@code qlora} has one in NF4 unless another in 4 bits is asked for. FP32 stands for all others. */
    public static Precision held(AdapterConfig adapter, Precision asked) {
        if (asked.isFourBit()) {
            return asked;
        }
        return adapter.method() == AdapterConfig.Method.QLORA ? Precision.NF4 : Precision.FP32;
    }

    /**
     * {@code model} at a precision, itself where it is held so already. Closing what is given back closes the model.
     *
     * @throws RequestException if the method trains the weights themselves
     */
    public static BaseModel of(BaseModel model, AdapterConfig adapter, Precision asked) {
        Precision precision = checked(adapter, asked);
        return precision == model.precision()
                ? model
                : new QuantizedModel(model.unquantized(), precision, kept(adapter, model));
    }

    /** Likewise, of what the model computes alone. */
    public static ModelGraph graph(ModelGraph model, AdapterConfig adapter, Precision asked) {
        Precision precision = checked(adapter, asked);
        return precision == model.precision() ? model : new QuantizedGraph(model, precision, kept(adapter, model));
    }

    private static Precision checked(AdapterConfig adapter, Precision asked) {
        Precision precision = held(adapter, asked);
        if (precision != Precision.FP32 && adapter.method() == AdapterConfig.Method.FULL) {
            throw new RequestException("precision: '" + precision.json()
                    + "' holds the base model in 4 bits, in which method 'full' can't train it; choose '"
                    + Precision.FP32.json() + "', or a method that leaves it frozen, such as '"
                    + AdapterConfig.Method.QLORA.json() + "'.");
        }
        return precision;
    }

    /**
     * Looks whether {@code adapter} leaves alone what the model's file holds as codes.
     *
     * @throws RequestException if it trains one of those weights whole
     */
    static void check(AdapterConfig adapter, ModelGraph model) {
        model.packedModules().stream()
                .filter(name -> adapter.method() == AdapterConfig.Method.FULL || adapter.savesModule(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new RequestException("The weight of " + name
                            + " is codes of a few bits in the model's file, which "
                            + (adapter.method() == AdapterConfig.Method.FULL
                                    ? "method 'full' can't train; choose one that leaves it frozen, such as '"
                                            + AdapterConfig.Method.LORA.json() + "'"
                                    : "can't be trained whole; take it out of modules_to_save")
                            + ", or open the model that the file was made from.");
                });
    }

    private static Predicate<String> kept(AdapterConfig adapter, ModelGraph model) {
        return adapter.savingAlso(model.freshModules())::savesModule;
    }
}
