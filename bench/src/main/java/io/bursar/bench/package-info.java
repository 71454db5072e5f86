/** Load tools: what the ledger and the service do on this machine, beside baselines measured in the same run. */
@NullMarked
package io.bursar.bench;

import org.jspecify.annotations.NullMarked;
