package org.rankscope.peft;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where adapter layers stand in a block. */
public enum Placement {
    /**
     * After the attention and after the feed-forward part: each reads what the part gives, before the residual is added
     * (Houlsby et al. 2019, arXiv 1902.00751, figure 2).
     */
    HOULSBY("houlsby"),
    /**
     * After the feed-forward part alone. It reads what the residual x and the norm make of what the part gives, norm(h + x), or
     * h + x in models that normalise first, and adds to h (Pfeiffer et al. 2021, arXiv 2005.00247, section 3.1 and figure 5;
     * {@code seq_bn} of their library).
     */
    PFEIFFER("pfeiffer");

    private final String json;

    Placement(String json) {
        this.json = json;
    }

    /** What {@code config} asks for. */
    static Placement of(AdapterConfig config) {
        return config.placement() == null ? HOULSBY : config.placement();
    }

    @JsonValue
    public String json() {
        return json;
    }
}
