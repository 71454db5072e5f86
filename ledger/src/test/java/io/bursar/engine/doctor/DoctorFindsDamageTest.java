package io.bursar.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.bursar.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is damaged by hand, the doctor names it: the check and the place. */
@Tag("slow")
class DoctorFindsDamageTest {
    static Stream<Damage> damages() {
        return Damages.all();
    }

    @ParameterizedTest
    @MethodSource("damages")
    void damage_is_named(Damage damage) throws SQLException {
        try (TestDatabase database = EngineBook.database();
                Connection superuser = database.connect()) {
            Finding.Place place = damage.inflict(superuser);
            DoctorReport report = new Doctor(database.dataSource(), FilterCheck.ofEngine()).examine(EngineBook.BOOK);
            assertThat(report.findings()).as("findings of %s", damage).anySatisfy(finding -> {
                assertThat(finding.check()).isEqualTo(damage.check());
                assertThat(finding.place()).isEqualTo(place);
                assertThat(finding.severity()).isEqualTo(Finding.Severity.DAMAGE);
            });
            assertThat(report.isClean()).isFalse();
        }
    }

    @Test
    void every_check_can_fail() {
        Set<Check> damaged =
                Damages.all().map(Damage::check).collect(Collectors.toCollection(() -> EnumSet.noneOf(Check.class)));
        assertThat(damaged).containsAll(Arrays.asList(Check.values()));
    }
}
