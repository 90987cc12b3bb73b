package org.rankscope.model.bundled.corpus;

/** Someone in a story. */
record Person(String name, boolean female) {}
