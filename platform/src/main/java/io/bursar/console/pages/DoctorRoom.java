package io.bursar.console.pages;

import io.bursar.console.pages.Examinations.State;
import io.bursar.engine.doctor.Check;

/** What the doctor says. */
final class DoctorRoom {
    private final Press press;
    private final Examinations examinations;

    DoctorRoom(Press press, Examinations examinations) {
        this.press = press;
        this.examinations = examinations;
    }

    /** @param state when the page was made */
    record Health(State state) {
        Check[] checks() {
            return Check.values();
        }
    }

    Page show(Visit visit) {
        return press.page(visit, "Doctor", "doctor", new Health(examinations.state()));
    }

    Page examine() {
        examinations.begin();
        return Page.redirect("/doctor");
    }
}
