/** The web server, and what every request passes on its way to an endpoint and back. */
@NullMarked
package io.bursar.api.web;

import org.jspecify.annotations.NullMarked;
