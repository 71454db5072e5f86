/** The gRPC server: its life, its one door, how problems become statuses. Services live with their features. */
@NullMarked
package io.bursar.api.grpc;

import org.jspecify.annotations.NullMarked;
