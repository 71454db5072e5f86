/**
 * What payments are, and what a gateway's word makes of them: states with their tables of transitions, and pure
 * decisions. Nothing here reads a clock, a database or a network.
 */
@NamedInterface("decide")
@NullMarked
package io.bursar.payments.decide;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
