package org.rankscope.cli;

import java.util.Arrays;
import java.util.List;
import org.rankscope.io.RequestException;
import org.rankscope.io.StrictJson;
import org.rankscope.peft.AdapterConfig.Method;
import picocli.CommandLine.ITypeConverter;

/** A method by the name that specifications use. */
final class MethodOption implements ITypeConverter<Method> {
    @Override
    public Method convert(String value) {
        List<String> names = Arrays.stream(Method.values()).map(Method::json).toList();
        return Arrays.stream(Method.values())
                .filter(method -> method.json().equals(value))
                .findFirst()
                .orElseThrow(() -> new RequestException("Option --method names '" + value + "'."
                        + StrictJson.nearest(value, names)
                                .map(near -> " Did you mean '" + near + "'?")
                                .orElse("")
                        + " Known methods: " + String.join(", ", names) + "."));
    }
}
