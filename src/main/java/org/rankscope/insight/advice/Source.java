package org.rankscope.insight.advice;

/** Where a rule comes from. */
public enum Source {
    HU_2021("Hu et al. 2021, LoRA", "https://arxiv.org/abs/2106.09685"),
    DETTMERS_2023("Dettmers et al. 2023, QLoRA", "https://arxiv.org/abs/2305.14314"),
    KALAJDZIEVSKI_2023("Kalajdzievski 2023, rsLoRA", "https://arxiv.org/abs/2312.03732"),
    RASCHKA_2023(
            "Raschka 2023, Practical Tips for Finetuning LLMs Using LoRA",
            "https://magazine.sebastianraschka.com/p/practical-tips-for-finetuning-llms"),
    BIDERMAN_2024("Biderman et al. 2024, LoRA Learns Less and Forgets Less", "https://arxiv.org/abs/2405.09673"),
    ZANELLA_2024(
            "Zanella and Ben Ayed 2024, Low-Rank Few-Shot Adaptation of Vision-Language Models",
            "https://arxiv.org/abs/2405.18541"),
    SCHULMAN_2025("Schulman et al. 2025, LoRA Without Regret", "https://thinkingmachines.ai/blog/lora/"),
    PEFT("PEFT documentation 2025", "https://huggingface.co/docs/peft"),
    TORCHTUNE("torchtune 2024, recipes/configs/llama3/70B_lora.yaml", "https://github.com/pytorch/torchtune"),
    UNSLOTH(
            "Unsloth 2025, LoRA hyperparameters guide",
            "https://docs.unsloth.ai/get-started/fine-tuning-llms-guide/lora-hyperparameters-guide"),
    /** Said so, since it can't be looked up: what people do, without a controlled comparison that is known here. */
    PRACTICE("common practice; no controlled comparison is known", ""),
    HERE("the studies that come with this program", "assets/studies");

    private final String citation;
    private final String address;

    Source(String citation, String address) {
        this.citation = citation;
        this.address = address;
    }

    public String citation() {
        return citation;
    }

    /** Where it can be read; empty if nowhere. */
    public String address() {
        return address;
    }

    /** With the place in it: {@code Hu et al. 2021, LoRA, table 6}. */
    String at(String place) {
        return citation + ", " + place;
    }
}
