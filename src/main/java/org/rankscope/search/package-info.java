/**
 * Which runs a study should try next: strategies, the tuning of learning rates, and when a run is not worth going on
 * with. Mathematics on plain records; knows nothing of folders or processes.
 *
 * <p>May use {@code insight} and what is above it. Decisions taken:
 *
 * <ul>
 *   <li>A {@code SearchStrategy} is a pure function from the runs that are finished to those that come next: the same
 *       specification and results give the same proposals, so a study goes on from its folder alone.
 *   <li>"Rank" stands for the capacity of any method: the number of virtual tokens of another one is searched alike. Where
 *       there is nothing to choose it is 0, a curve of one point.
 *   <li>The search looks at the first seed only; the other seeds run at the best setting of each rank. A best of several
 *       noisy runs looks better than it is, by about as much at every rank, since every rank is searched by the same
 *       rule.
 *   <li>No rank is ever given up for its losses: curves of different ranks coincide early, and low ranks fall behind
 *       late. Only a learning rate is pruned, against a better one of the same rank.
 * </ul>
 */
package org.rankscope.search;
