package io.evac.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.evac.inventory.Durations;
import io.evac.inventory.Texts;
import io.evac.plan.MigrationType;
import io.evac.plan.Policy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A policy as the job descriptor spells it; what is absent is as in {@link Policy#DEFAULT}. */
record PolicyBody(
        Optional<String> type,
        Optional<String> downtime,
        Optional<Integer> rounds,
        Optional<Integer> noGain,
        Optional<String> notConverging,
        Optional<String> guestRefusesStop,
        Optional<String> reversalImpossible,
        Optional<String> convergence,
        Optional<Integer> stopAfter,
        Optional<Integer> canaries,
        @JsonProperty("finalize") Optional<String> parkedFor,
        Optional<String> soak) {

    /** @throws IllegalArgumentException for a word or duration that is none */
    Policy policy() {
        Policy usual = Policy.DEFAULT;
        return new Policy(
                type.map(MigrationType::new).orElse(usual.type()),
                time(downtime, usual.downtime()),
                rounds.orElse(usual.rounds()),
                noGain.orElse(usual.noGain()),
                word(notConverging, usual.notConverging()),
                word(guestRefusesStop, usual.guestRefusesStop()),
                word(reversalImpossible, usual.reversalImpossible()),
                convergence.map(Policy.Convergence::parse).orElse(usual.convergence()),
                stopAfter.orElse(usual.stopAfter()),
                canaries.orElse(usual.canaries()),
                time(parkedFor, usual.parkedFor()),
                time(soak, usual.soak()));
    }

    private static Duration time(Optional<String> text, Duration usual) {
        return text.map(Durations::parse).orElse(usual);
    }

    private static <E extends Enum<E>> E word(Optional<String> text, E usual) {
        return text.map(word -> named(word, usual.getDeclaringClass())).orElse(usual);
    }

    private static <E extends Enum<E>> E named(String word, Class<E> words) {
        for (E constant : words.getEnumConstants()) {
            if (word(constant).equals(word)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("not a word that a policy knows here: " + Texts.quoted(word) + ". Maybe "
                + Arrays.stream(words.getEnumConstants()).map(PolicyBody::word).collect(Collectors.joining(", ")));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
