package io.bursar.engine.search;

import io.bursar.engine.HoldView;
import io.bursar.engine.LedgerId;
import java.util.List;
import java.util.function.Predicate;

/** Open holds that are wanted, newest first. */
final class OpenHolds implements Source<HoldView> {
    private final Views views;
    private final Predicate<HoldView> wanted;
    private final LogSource.Stretch stretch;
    private long before;

    OpenHolds(Views views, Predicate<HoldView> wanted, LogSource.Stretch stretch, int book) {
        this.views = views;
        this.wanted = wanted;
        this.stretch = stretch;
        this.before = LedgerId.of(book, stretch.greatest() + 1);
    }

    @Override
    public Batch<HoldView> next(int max) {
        List<HoldView> page = views.openHolds(before, max);
        before = page.isEmpty() ? before : page.getLast().id();
        boolean ended = page.size() < max || LedgerId.position(before) <= stretch.least();
        return new Batch<>(page.stream().filter(wanted).toList(), page.size(), ended);
    }
}
