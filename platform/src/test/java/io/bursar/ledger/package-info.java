@NullMarked
package io.bursar.ledger;

import org.jspecify.annotations.NullMarked;
