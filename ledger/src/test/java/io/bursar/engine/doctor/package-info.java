/** Books made by hand and by the engine, and what the doctor says of them before and after they are damaged. */
@NullMarked
package io.bursar.engine.doctor;

import org.jspecify.annotations.NullMarked;
