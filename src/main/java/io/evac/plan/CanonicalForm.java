package io.evac.plan;

import io.evac.inventory.Capacity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * The one spelling of a plan's decisions that its digest is made from: each field is preceded by its length, so no two
 * different plans are spelled alike. Left out is what does not decide anything: ids (they come from the digest),
 * estimates (they follow the time of day), sentences for people, and when it was made.
 */
final class CanonicalForm {
    private static final String VERSION = "evac plan 1";
    private final MessageDigest sha256;

    private CanonicalForm() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    static PlanDigest digest(Policy policy, List<Move> moves, List<Refusal> refusals) {
        CanonicalForm form = new CanonicalForm();
        form.text(VERSION);
        form.policy(policy);
        form.text("moves").number(moves.size());
        moves.stream().sorted(Comparator.comparingInt(Move::order)).forEach(form::move);
        form.text("refusals").number(refusals.size());
        refusals.forEach(form::refusal);
        return new PlanDigest(HexFormat.of().formatHex(form.sha256.digest()));
    }

    private void policy(Policy policy) {
        text(policy.type().value()).number(policy.downtime().toMillis());
        number(policy.rounds()).number(policy.noGain());
        text(policy.notConverging().name()).text(policy.guestRefusesStop().name());
        text(policy.reversalImpossible().name());
        number(policy.stopAfter()).number(policy.canaries());
        number(policy.parkedFor().toMillis()).number(policy.soak().toMillis());
        // Plans from before there was a choice keep their digest.
        if (policy.convergence() != Policy.Convergence.NONE) {
            text("convergence").text(policy.convergence().name());
        }
    }

    private void move(Move move) {
        number(move.row()).text(move.from().value()).text(move.instance().name().value());
        text(move.to().value()).text(move.type().value()).number(move.priority());
        capacity(move.need());
        number(move.downtime().toMillis());
        text(move.notBefore().map(Instant::toString).orElse(""));
        text(move.owner().orElse(""));
        text(move.wasRunning() ? "running" : "stopped").text(move.fingerprint());
        number(move.band()).number(move.order());
        // Nothing for none, so that plans from before there was one keep their digests.
        move.diskSize().ifPresent(size -> text("disk").number(size.bytes()));
    }

    private void refusal(Refusal refusal) {
        number(refusal.row()).text(refusal.instance()).text(refusal.host()).text(refusal.code());
    }

    private void capacity(Capacity capacity) {
        number(capacity.cpus())
                .number(capacity.memory().bytes())
                .number(capacity.disk().bytes());
    }

    private CanonicalForm number(long value) {
        return text(Long.toString(value));
    }

    private CanonicalForm text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        sha256.update(bytes);
        return this;
    }
}
