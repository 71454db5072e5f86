/**
 * What gateways share to speak with providers: HTTP with proof of what was not sent, and JSON read leniently, because
 * providers add members whenever they like.
 */
@NullMarked
package io.bursar.gateways.wire;

import org.jspecify.annotations.NullMarked;
