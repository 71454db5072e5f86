@NullMarked
package io.bursar.ledger.rest;

import org.jspecify.annotations.NullMarked;
