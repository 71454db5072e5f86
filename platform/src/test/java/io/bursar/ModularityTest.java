package io.bursar;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** Packages use what their package-info allows, by its public types, and never in a circle. */
class ModularityTest {
    @Test
    void packages_keep_to_their_borders() {
        ApplicationModules.of("io.bursar").verify();
    }
}
