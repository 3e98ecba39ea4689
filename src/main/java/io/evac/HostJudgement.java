package io.evac;

import io.evac.inventory.ByteSize;
import io.evac.inventory.HostName;
import io.evac.run.Hosts.DoctorFinding;
import io.evac.run.Hosts.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a guard's facts about its host mean for an evacuation. Pure. */
final class HostJudgement {
    /** Before this release rsync lets a peer write where it must not (CVE-2024-12084 and its like). */
    private static final int[] SAFE_RSYNC = {3, 4, 0};

    private static final long SLOW_WRITE_MILLIS = 100;
    private static final long HOPELESS_WRITE_MILLIS = 2_000;
    private static final long LITTLE_SPACE = 1L << 30;
    private static final long NO_SPACE = 64L << 20;
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final Duration WRONG_CLOCK = Duration.ofSeconds(55);
    private static final long SESSIONS = 10;

    private final HostName host;
    private final Map<String, String> facts;
    private final List<DoctorFinding> findings = new ArrayList<>();

    private HostJudgement(HostName host, Map<String, String> facts) {
        this.host = host;
        this.facts = facts;
    }

    /**
     * One finding per check.
     *
     * @param facts of the guard's {@code doctor}, keys as in docs/guard.md
     * @param skew how far the host's clock is ahead of ours
     */
    static List<DoctorFinding> of(HostName host, Map<String, String> facts, Duration skew) {
        HostJudgement judgement = new HostJudgement(host, facts);
        judgement.ok("guard", "in " + judgement.fact("root") + ", as " + judgement.fact("user"));
        judgement.login();
        judgement.tools();
        judgement.transfer();
        judgement.attributes();
        judgement.clock(skew);
        judgement.space();
        judgement.fsync();
        judgement.sshLimits();
        return judgement.findings;
    }

    private void login() {
        if (!fact("user").equals("root")) {
            warn(
                    "login",
                    "not root",
                    "Maybe log in as root, or give the host sudo: true: else owners of files cannot be kept");
        }
    }

    private void tools() {
        boolean fine = true;
        fine &= has("setsid", "neither setsid nor perl is there", "Maybe install util-linux");
        fine &= has("sha256", "nothing computes SHA-256", "Maybe install coreutils or openssl");
        fine &= has("stat", "no usable stat", "Maybe install coreutils");
        if (!fact("proc").equals("yes")) {
            fine = false;
            warn("tools", "no /proc: processes are told apart by ps", "Maybe mount /proc");
        }
        if (fine) {
            ok(
                    "tools",
                    fact("setsid") + ", " + fact("sha256") + ", " + fact("stat") + " stat, " + fact("find") + " find");
        }
    }

    private boolean has(String key, String lack, String remedy) {
        boolean there = !fact(key).equals("none");
        if (!there) {
            fail("tools", lack, remedy);
        }
        return there;
    }

    private void transfer() {
        boolean rsync = !fact("rsync").equals("none") && fact("ssh").equals("yes");
        boolean tar = !fact("tar").equals("none");
        if (!rsync && !tar) {
            fail("transfer", "neither rsync with ssh nor tar", "Maybe install rsync and openssh-client");
        } else if (!rsync) {
            boolean ssh = fact("ssh").equals("yes");
            warn(
                    "transfer",
                    (ssh ? "no rsync: " : "no ssh client: what leaves it is relayed, ") + fact("tar")
                            + " tar only, changed files are sent whole",
                    "Maybe install " + (ssh ? "rsync" : "rsync and openssh-client"));
        } else if (older(fact("rsync"))) {
            warn(
                    "transfer",
                    "rsync " + fact("rsync") + " has known vulnerabilities",
                    "Maybe update it to 3.4.0 or later");
        } else {
            ok("transfer", "rsync " + fact("rsync") + ", " + fact("tar") + " tar");
        }
    }

    private static boolean older(String version) {
        String[] parts = version.split("[^0-9]+");
        for (int i = 0; i < SAFE_RSYNC.length; i++) {
            int part =
                    i < parts.length && !parts[i].isEmpty() && parts[i].length() < 6 ? Integer.parseInt(parts[i]) : 0;
            if (part != SAFE_RSYNC[i]) {
                return part < SAFE_RSYNC[i];
            }
        }
        return false;
    }

    private void attributes() {
        boolean xattrs = fact("getfattr").equals("yes") && fact("setfattr").equals("yes");
        boolean acls = fact("getfacl").equals("yes") && fact("setfacl").equals("yes");
        if (xattrs && acls) {
            ok("attributes", "extended attributes and ACLs are carried and compared");
        } else {
            warn(
                    "attributes",
                    (xattrs ? "ACLs" : acls ? "extended attributes" : "extended attributes and ACLs")
                            + " cannot be read",
                    "Maybe install " + (xattrs ? "acl" : acls ? "attr" : "attr and acl")
                            + ": instances that use them are refused");
        }
    }

    private void clock(Duration skew) {
        Duration off = skew.abs();
        String text = off.isZero()
                ? "in step with this daemon"
                : off.toSeconds() + " s " + (skew.isNegative() ? "behind" : "ahead of") + " this daemon";
        if (off.compareTo(WRONG_CLOCK) > 0) {
            fail("clock", text, "Maybe start NTP there: transfer keys expire by that host's clock");
        } else if (off.compareTo(SKEW) > 0) {
            warn("clock", text, "Maybe start NTP there");
        } else {
            ok("clock", text);
        }
    }

    private void space() {
        long free = number("freebytes");
        String text = new ByteSize(Math.max(0, free)) + " free beside the instances";
        if (free < NO_SPACE) {
            fail("space", text, "Maybe free some: nothing can arrive, and the guard cannot write its records");
        } else if (free < LITTLE_SPACE) {
            warn("space", text, "Maybe free some before anything arrives there");
        } else {
            ok("space", text);
        }
    }

    private void fsync() {
        String how = fact("flush");
        if (how.equals("none")) {
            fail(
                    "fsync",
                    "neither sync nor dd conv=fsync: no record of the guard would survive a power cut",
                    "Maybe install coreutils");
            return;
        }
        long each = number("fsyncmillis");
        long rename = number("renamemillis");
        boolean named = how.equals("names");
        String text = each + " ms for a durable write of the guard" + (named ? "" : ", by " + how.replace("+", " and "))
                + (rename > each ? ", " + rename + " ms for a durable rename" : "");
        long worst = Math.max(each, rename);
        if (worst > HOPELESS_WRITE_MILLIS) {
            fail("fsync", text, "Maybe the disk is overloaded or broken: a cutover needs about ten such writes");
        } else if (worst > SLOW_WRITE_MILLIS) {
            warn("fsync", text, "Maybe allow more downtime: a cutover needs about ten such writes");
        } else if (!named) {
            warn("fsync", text, unnamed(how));
        } else {
            ok("fsync", text);
        }
    }

    private static String unnamed(String how) {
        String better = "Maybe update coreutils to 8.24 or later: ";
        return better
                + switch (how) {
                    case "dd" -> "without sync a rename is durable only on file systems with one journal (ext4, XFS)";
                    case "dd+sync" -> "this sync takes no names, so a rename waits for all that the host has to write";
                    default -> "this sync takes no names, so each write waits for all that the host has to write";
                };
    }

    private void sshLimits() {
        String sessions = fact("maxsessions");
        String startups = fact("maxstartups");
        String text = "MaxSessions " + (sessions.isEmpty() ? "?" : sessions) + ", MaxStartups "
                + (startups.isEmpty() ? "?" : startups);
        String first = startups.split(":")[0];
        if (small(sessions) || small(first)) {
            warn("ssh limits", text, "Maybe raise both to 10 or more in sshd_config: calls wait for each other");
        } else {
            ok("ssh limits", text);
        }
    }

    private static boolean small(String number) {
        return number.matches("[0-9]{1,9}") && Long.parseLong(number) < SESSIONS;
    }

    private String fact(String key) {
        return facts.getOrDefault(key, key.startsWith("max") ? "" : "none");
    }

    private long number(String key) {
        String text = facts.getOrDefault(key, "");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    private void ok(String check, String text) {
        findings.add(new DoctorFinding(host, Verdict.OK, check, text, Optional.empty()));
    }

    private void warn(String check, String text, String remedy) {
        findings.add(new DoctorFinding(host, Verdict.WARN, check, text, Optional.of(remedy)));
    }

    private void fail(String check, String text, String remedy) {
        findings.add(new DoctorFinding(host, Verdict.FAIL, check, text, Optional.of(remedy)));
    }
}
