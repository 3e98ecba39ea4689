package io.evac.remote.tree;

import io.evac.migration.FailureException;
import io.evac.remote.RemoteException;
import io.evac.remote.RemoteStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Leads one {@code tar.sh}: lets chunks go, judges how the packer ended, and believes only what the receiver confirms. */
final class TarTalk {
    private static final Duration LAST_WORDS = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int LONGEST_LINE = 20_000;
    private static final int MOST_SAID = 20_000;
    /** Above what any shell says of a signal. */
    private static final int MOST_EXIT = 1000;

    private final Mover.Job job;
    private final RemoteStream stream;
    private final Throttle throttle;
    private final long chunk;
    private final Watch.Over patience;
    private final StringBuilder packer = new StringBuilder();
    private final StringBuilder unpacker = new StringBuilder();
    private long sent;
    private boolean ready;
    private boolean whole;
    private int unpacked = -1;

    /** Why the source takes no more orders: then it ends, and its last words tell more. */
    @Nullable
    private IOException deaf;

    /**
     * @param chunk the most bytes that the source was told to send at once
     * @param patience ends the stream when the receiver is not there in time; called off once it is
     */
    TarTalk(Mover.Job job, RemoteStream stream, Throttle throttle, long chunk, Watch.Over patience) {
        this.job = job;
        this.stream = stream;
        this.throttle = throttle;
        this.chunk = chunk;
        this.patience = patience;
    }

    /**
     * @return the bytes that the receiver unpacked, all of them
     * @throws UnreachedException when ssh at the source never got to a receiver
     */
    long lead(String orders) {
        try {
            return listen(orders);
        } catch (FailureException e) {
            if (ready || !patience.rang()) {
                throw e;
            }
            throw new UnreachedException("the receiver was not there in time: " + e.getMessage());
        }
    }

    private long listen(String orders) {
        Side source = job.pair().source();
        try {
            say(orders + "\n".repeat(TarStream.AHEAD));
            InputStream in = stream.stdout();
            for (String line = line(in); line != null; line = line(in)) {
                hear(line);
            }
            return end(stream.await(LAST_WORDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Faults.cut("the transfer from " + source.place() + " was interrupted", e);
        } catch (IOException e) {
            throw Faults.cut("the transfer from " + source.place() + " broke: " + e.getMessage(), e);
        } catch (RemoteException e) {
            throw Faults.remote(source.place(), e);
        }
    }

    private void hear(String line) throws InterruptedException {
        if (line.startsWith("+")) {
            long bytes = number(line.substring(1), chunk);
            sent += bytes;
            job.meter().add(bytes);
            throttle.pass(bytes);
            job.deadline().within(LONGEST);
            say("\n");
        } else if (line.equals("ready")) {
            ready = true;
            patience.close();
        } else if (line.startsWith("pack ")) {
            note(packer, line.substring(5));
        } else if (line.startsWith("packed ")) {
            judge((int) number(line.substring(7), MOST_EXIT));
        } else if (line.startsWith("unpack ")) {
            note(unpacker, line.substring(7));
        } else if (line.startsWith("unpacked ")) {
            unpacked = (int) number(line.substring(9), MOST_EXIT);
        }
    }

    /** The host's words are kept as far as they are of use: it may never end. */
    private static void note(StringBuilder words, String line) {
        if (words.length() < MOST_SAID) {
            words.append(line).append('\n');
        }
    }

    /** A packer that failed must not look like the end of a good archive: without a word from here it does not. */
    private void judge(int exit) {
        String said = packer.toString();
        if (exit != 0 && (job.still() || !Faults.onlyMoving(said))) {
            FailureException reason = Faults.unread(job.pair().source().place(), exit, said);
            dismiss(reason);
            throw reason;
        }
        whole = true;
        say("whole\n");
    }

    /** Ends the program there, and with it ssh, its folder and the key in it; why stays the reason that is told. */
    private void dismiss(FailureException reason) {
        try (OutputStream last = stream.stdin()) {
            last.flush();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
        try {
            stream.await(LAST_WORDS);
        } catch (RemoteException e) {
            reason.addSuppressed(e);
        }
    }

    private long end(int exit) {
        String from = job.pair().source().host().name() + " to "
                + job.pair().destination().host().name();
        String said = Faults.tail(unpacker.toString());
        if (unpacked < 0) {
            String why = "exit " + exit + " " + Faults.tail(stream.stderrTail());
            throw cut("the stream from " + from + " ended before its archive: " + why);
        }
        if (unpacked == HostLink.UNREACHED && !ready) {
            throw new UnreachedException("exit " + unpacked + " " + said);
        }
        if (unpacked == HostLink.UNREACHED || unpacked == 0 && !whole) {
            throw cut("the stream from " + from + " was cut after " + sent + " bytes: " + said);
        }
        if (unpacked != 0) {
            throw Faults.unwritable(job.pair().destination().place(), "exit " + unpacked + " " + said);
        }
        return sent;
    }

    private FailureException cut(String what) {
        return deaf == null ? Faults.cut(what) : Faults.cut(what, deaf);
    }

    private void say(String text) {
        if (deaf != null) {
            return;
        }
        try {
            OutputStream out = stream.stdin();
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (IOException e) {
            deaf = e;
        }
    }

    private long number(String text, long most) {
        if (!text.matches("\\d{1,15}") || Long.parseLong(text) > most) {
            String what = "not a number up to " + most + ": " + Faults.tail(text);
            throw Faults.malformed(job.pair().source().place(), new IllegalArgumentException(what));
        }
        return Long.parseLong(text);
    }

    /** The next line, cut where it is too long; null at the end. A line without an end is none. */
    @Nullable
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            }
            if (line.size() < LONGEST_LINE) {
                line.write(b);
            }
        }
        return null;
    }
}
