package org.rankscope.peft;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where adapter layers stand in a block. */
public enum Placement {
    /** After the attention and after the feed-forward part (Houlsby et al. 2019, arXiv 1902.00751, figure 2). */
    HOULSBY("houlsby"),
    /**
     * After the feed-forward part alone (Pfeiffer et al. 2021, arXiv 2005.00247, section 3.1 and figure 5). Like HOULSBY's it
     * reads what that part gives, where theirs reads what the residual and the norm make of it.
     */
    PFEIFFER("pfeiffer");

    private final String json;

    Placement(String json) {
        this.json = json;
    }

    @JsonValue
    public String json() {
        return json;
    }
}
