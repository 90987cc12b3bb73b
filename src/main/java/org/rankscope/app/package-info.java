/** Starts the program and wires its services to its views, by constructors and nothing clever. */
package org.rankscope.app;
