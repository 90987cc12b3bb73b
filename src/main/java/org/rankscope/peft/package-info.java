/**
 * Adapters: what is added to a base model, what of it is trained, and how it is stored.
 *
 * <p>Names and meanings are those of the PEFT library's {@code adapter_config.json} and {@code adapter_model.safetensors}.
 *
 * <p>A stored LoRA adapter can be looked at in two ways: against its base model ({@code AdapterFiles}: every tensor must be
 * one that the model asks for), and alone ({@code StoredUpdates}: the pairs of factors that its file names). {@code
 * ProductSvd} takes an update apart by its factors, in double, and never forms the full matrix; {@code CutUpdate} and {@code
 * CutAdapter} put it together again at a lower rank. They stand here and not in {@code insight} because what they make is an
 * adapter.
 *
 * <p>What is put on single layers is one file a method ({@code LayerAdapter}); {@code LayerwiseMethod} does the rest of such
 * a method. Which layers a method adapts where a person names none follows from what models call them ({@code LayerRole},
 * {@code UsualTargets}), so that a model needs no entry in a table of types.
 *
 * <p>What names mean is the same for all methods ({@code TargetNames}), whether layers are adapted or, for BitFit, biases are
 * trained. Which fields a method reads stands in one table ({@code MethodField}), and {@code MethodLawsTest} holds every method
 * to it.
 *
 * <p>Decision: a rank may be more than a layer's smaller side, as in PEFT, but for starts that take it from the weight.
 *
 * <p>Decision: PEFT has no adapter layers; {@code BottleneckFormat} keeps to the LLM-Adapters fork, and adds the biases.
 *
 * <p>Decision: a weight that two layers read (a head that is the embedding) is neither trained whole nor merged into.
 *
 * <p>What a method does at each step beside what the loss asks for is a {@code StepRule}: AdaLoRA's penalty ({@code
 * Orthogonality}) and its choice of ranks ({@code RankAllocation}, by {@code AdaLoraSchedule}). Its states go with a run's
 * others. An adapter that has lost ranks is one of smaller tensors, and keeps those it has. What is trained goes through a
 * step as one vector ({@code FlatParameters}), and so does what AdaLoRA keeps of each number.
 *
 * <p>Virtual tokens ({@code PromptTuning}, {@code PrefixTuning}) are not put on layers: the one asks for a graph of longer
 * rows and puts its embeddings in the place of the first, the other for a graph behind a cache, which the model writes. Both
 * need room among the model's positions.
 *
 * <p>Decision: with an encoder and a decoder they are PEFT's to the number, with what it stores and doesn't read, and with blocks
 * that share a part of the prefix: an adapter that others open must compute there what it computed here.
 *
 * <p>Decision: no adapter changes the base model. PiSSA and OLoRA, which take a part of the weight out of it, are computed and
 * stored as plain LoRA of twice the rank, half of which is fixed ({@code ResidualLora}).
 *
 * <p>Decision: which class is which number stands beside an adapter in a file of its own ({@code AdapterLabels}); PEFT's
 * configuration has no place for it.
 */
package org.rankscope.peft;
