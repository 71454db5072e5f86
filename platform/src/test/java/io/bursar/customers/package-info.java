@NullMarked
package io.bursar.customers;

import org.jspecify.annotations.NullMarked;
