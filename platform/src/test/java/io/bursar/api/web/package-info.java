@NullMarked
package io.bursar.api.web;

import org.jspecify.annotations.NullMarked;
