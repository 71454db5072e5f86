@NullMarked
package io.bursar.database;

import org.jspecify.annotations.NullMarked;
