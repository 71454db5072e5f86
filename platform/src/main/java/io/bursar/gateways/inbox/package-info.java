/**
 * What providers send on their own account: {@code POST /webhooks/{gateway}}.
 *
 * <p>A message is {@code waiting}, then {@code applied}, {@code foreign} (of nothing that we know), {@code ignored} (of
 * nothing that concerns us) or {@code parked} (somebody must look). Always: what is answered 200 is stored, once, byte
 * for byte; messages about one object are handed over one after another in the order in which they came, whichever node
 * does it, and behind a parked one they wait; a crash at any moment hands some over again and loses none. The sender is
 * never kept waiting for what a message leads to.
 */
@NullMarked
package io.bursar.gateways.inbox;

import org.jspecify.annotations.NullMarked;
