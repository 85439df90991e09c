package io.firn.build;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firn.schedule.Waiting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a build waits, as callers see it.
 *
 * @param waiting whether it does
 * @param summary one sentence
 * @param possible whether some builder can take it sooner or later; missing where it does not wait
 * @param builders for each builder why it does not take it now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WaitingView(boolean waiting, String summary, @Nullable Boolean possible, List<BuilderView> builders) {
    /**
     * Why one builder does not take it.
     *
     * @param lasting whether only an operator can change it
     */
    public record BuilderView(String builder, String reason, boolean lasting) {}

    static WaitingView of(Waiting waiting) {
        return new WaitingView(
                true,
                waiting.summary(),
                waiting.possible(),
                waiting.obstacles().stream()
                        .map(obstacle -> new BuilderView(obstacle.machine(), obstacle.sentence(), obstacle.lasting()))
                        .toList());
    }

    static WaitingView not(String summary) {
        return new WaitingView(false, summary, null, List.of());
    }
}
