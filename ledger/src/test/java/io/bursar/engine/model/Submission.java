package io.bursar.engine.model;

import io.bursar.engine.Command;
import io.bursar.engine.Lane;
import java.util.List;

/** Commands that are submitted together. */
record Submission(Form form, Lane lane, List<Command> commands) {
    enum Form {
        SINGLE,
        INDIVIDUAL,
        ALL_OR_NOTHING
    }

    Submission {
        commands = List.copyOf(commands);
    }
}
