@NullMarked
package io.bursar.books;

import org.jspecify.annotations.NullMarked;
