package org.rankscope.peft;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rankscope.graph.DType;
import org.rankscope.graph.GraphBuilder;
import org.rankscope.graph.Shape;
import org.rankscope.graph.Tensor;
import org.rankscope.graph.Value;
import org.rankscope.io.RequestException;

/**
 * AdaLoRA's penalty on factors that are not orthogonal, with its gradient in closed form: γ times the mean over all A and B of
 * ‖M‖_F, where M = A·Aᵀ - I or Bᵀ·B - I; d‖M‖/dA = 2M·A/‖M‖, d‖M‖/dB = 2B·M/‖M‖.
 *
 * <p>As in PEFT 0.21 ({@code AdaLoraModel.forward}): the norm, where the paper (Zhang et al. 2023, equation 4) has its square, and the
 * mean, where it has the sum.
 */
final class Orthogonality implements StepRule {
    /** Keeps the gradient of a norm of 0 from being no number; far below what a norm can be otherwise. */
    private static final float LEAST_NORM = 1e-20f;

    private final double weight;
    private final List<AdaptedModule> targets;

    Orthogonality(AdapterConfig config, List<AdaptedModule> targets) {
        this.weight = config.orthRegWeight() == null ? AdaLora.ORTHOGONALITY : config.orthRegWeight();
        this.targets = targets;
        if (!(weight >= 0)) {
            throw new RequestException("adapter.orth_reg_weight is " + weight + "; expected a number of at least 0.");
        }
    }

    @Override
    public Optional<Penalty> penalty(GraphBuilder g, Map<String, Value> trained) {
        double share = weight / (2 * targets.size());
        Map<String, Value> gradients = new LinkedHashMap<>();
        Value loss = g.constant(0);
        for (AdaptedModule target : targets) {
            if (target.rank() > 0) {
                loss = g.add(loss, ofFactor(g, target, AdaLora.A, true, share, trained, gradients));
                loss = g.add(loss, ofFactor(g, target, AdaLora.B, false, share, trained, gradients));
            }
        }
        return gradients.isEmpty() ? Optional.empty() : Optional.of(new Penalty(loss, gradients));
    }

    /** The weighted norm of one factor, whose gradient goes into {@code gradients}. */
    private static Value ofFactor(
            GraphBuilder g,
            AdaptedModule target,
            String end,
            boolean rows,
            double share,
            Map<String, Value> trained,
            Map<String, Value> gradients) {
        String name = target.module().name() + "." + end;
        Value factor = trained.get(name);
        Value off = g.sub(g.gemm(factor, factor, !rows, rows, 1), g.constant(identity(target.rank())));
        Value norm = g.sqrt(g.reduceSumSquare(off, List.of(0L, 1L), false));
        Value direction = rows ? g.gemm(off, factor, false, false, 1) : g.gemm(factor, off, false, false, 1);
        gradients.put(
                name, g.mul(direction, g.div(g.constant((float) (2 * share)), g.max(norm, g.constant(LEAST_NORM)))));
        return g.mul(norm, g.constant((float) share));
    }

    private static Tensor identity(int size) {
        Tensor identity = Tensor.zeros(DType.FLOAT, Shape.of(size, size));
        for (int i = 0; i < size; i++) {
            identity.data().putFloat((i * size + i) * Float.BYTES, 1);
        }
        return identity;
    }
}
