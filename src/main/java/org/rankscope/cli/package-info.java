/**
 * The command line, one command a file. A contract: names, options, JSON and exit status stay as they are. Commands
 * read their request, call the packages above and print; what they compute is computed elsewhere.
 *
 * <p>Standard output carries the result, and with {@code --json} nothing but one JSON object; progress and sentences
 * about what went wrong go to standard error.
 */
package org.rankscope.cli;
