/** The ledger over gRPC, as {@code api/proto/bursar/ledger/v1} has it: the same commands, outcomes and ids as REST. */
@NullMarked
package io.bursar.ledger.grpc;

import org.jspecify.annotations.NullMarked;
