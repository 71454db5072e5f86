/** Disputes over HTTP: requests read, answers given. */
@NullMarked
package io.bursar.disputes.rest;

import org.jspecify.annotations.NullMarked;
