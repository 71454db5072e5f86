package io.bursar.judges;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** stripe-python, as a program of its own. */
@Tag("slow")
class StripePythonTest {
    @Test
    void does_what_its_users_do_and_meets_every_error() throws Exception {
        try (Court court = Court.open()) {
            Path place = Court.TARGET.resolve("judge-python");
            court.succeeds(
                    "installing it (Python 3.11 with venv, and PyPI)",
                    Court.TARGET,
                    Court.PROGRAMS.resolve("install-python").toString(),
                    place.toString());
            court.succeeds(
                    "stripe-python",
                    Court.TARGET,
                    place.resolve("bin/python").toString(),
                    Court.PROGRAMS.resolve("judge.py").toString());
        }
    }
}
