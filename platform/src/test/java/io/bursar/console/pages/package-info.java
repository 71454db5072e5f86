@NullMarked
package io.bursar.console.pages;

import org.jspecify.annotations.NullMarked;
