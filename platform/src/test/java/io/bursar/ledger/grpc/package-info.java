@NullMarked
package io.bursar.ledger.grpc;

import org.jspecify.annotations.NullMarked;
