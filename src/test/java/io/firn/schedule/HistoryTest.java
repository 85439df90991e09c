package io.firn.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Policy POLICY = Policy.DEFAULT;

    /** Each app's builds took its number of seconds, but for the first app's last: that took three times as long. */
    private static History of(int apps, int builds) {
        Map<UUID, List<Sample>> samples = new HashMap<>();
        for (int app = 1; app <= apps; app++) {
            var known = new ArrayList<Sample>();
            for (int build = 1; build <= builds; build++) {
                known.add(new Sample(app == 1 && build == builds ? 3 : app, 0));
            }
            samples.put(Yard.id("app-" + app), known);
        }
        return new History(samples, Map.of(), Map.of(), Turns.NONE);
    }

    private static Prediction predict(History history, String app) {
        return history.predict(Yard.job("build", "org", app, 0), POLICY, history.surprise());
    }

    @Test
    void whatABadBuildTakesIsLearnedFromTheWholeFarm() {
        History history = of(19, 10);
        assertThat(history.surprise()).as("too few are known").isEqualTo(1);
        assertThat(predict(history, "app-7").atMost()).isEqualTo(7);

        History more = of(20, 10);
        assertThat(more.surprise()).as("one of two hundred is worse").isEqualTo(1);

        History bad = of(2, 100);
        assertThat(bad.surprise()).isEqualTo(1);
        List<Sample> twice = new ArrayList<>(bad.samples().get(Yard.id("app-2")));
        twice.set(0, new Sample(5, 0));
        History learned = new History(
                Map.of(Yard.id("app-1"), bad.samples().get(Yard.id("app-1")), Yard.id("app-2"), twice),
                Map.of(),
                Map.of(),
                Turns.NONE);
        assertThat(learned.surprise()).isEqualTo(2.5);
        assertThat(predict(learned, "app-2").seconds()).isEqualTo(2);
        assertThat(predict(learned, "app-2").atMost()).isEqualTo(5);
        assertThat(predict(learned, "app-1").atMost())
                .as("its own worst was worse")
                .isEqualTo(3);
    }

    @Test
    void anAppThatNobodyBuiltYetGetsWhatThePolicySays() {
        Prediction unknown = predict(of(20, 10), "stranger");
        assertThat(unknown.seconds()).isEqualTo(POLICY.unknownSeconds());
        assertThat(unknown.atMost()).isEqualTo(POLICY.unknownSeconds());
    }
}
