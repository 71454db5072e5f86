package io.bursar;

import java.util.stream.Stream;
import org.springframework.modulith.core.ApplicationModuleDetectionStrategy;
import org.springframework.modulith.core.ApplicationModuleInformation;
import org.springframework.modulith.core.JavaPackage;
import org.springframework.modulith.core.NamedInterfaces;

/**
 * Which packages are modules: each directly below {@code io.bursar}, the libraries' too. The engine knows no Spring, so
 * it is said here that its doctor is for others to call; and likewise what the ledger's REST door has in public, and
 * the words and bodies of payments. Named in {@code application.properties} of the tests.
 */
public final class HouseModules implements ApplicationModuleDetectionStrategy {
    @Override
    public Stream<JavaPackage> getModuleBasePackages(JavaPackage root) {
        return ApplicationModuleDetectionStrategy.directSubPackage().getModuleBasePackages(root);
    }

    @Override
    public NamedInterfaces detectNamedInterfaces(JavaPackage base, ApplicationModuleInformation information) {
        NamedInterfaces declared = NamedInterfaces.of(base, information);
        return switch (base.getName()) {
            case "io.bursar.engine" ->
                declared.and(NamedInterfaces.builder(base).matching("doctor").build());
            case "io.bursar.ledger" ->
                declared.and(NamedInterfaces.builder(base).matching("rest").build());
            case "io.bursar.payments" ->
                declared.and(NamedInterfaces.builder(base).matching("decide").build())
                        .and(NamedInterfaces.builder(base).matching("tell").build());
            default -> declared;
        };
    }
}
