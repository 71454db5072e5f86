/**
 * What disputes are, and what a gateway's word makes of them: states with their tables of transitions, and pure
 * decisions. Nothing here reads a clock, a database or a network.
 */
@NullMarked
package io.bursar.disputes.decide;

import org.jspecify.annotations.NullMarked;
