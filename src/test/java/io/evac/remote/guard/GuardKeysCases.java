package io.evac.remote.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evac.inventory.InstanceName;
import io.evac.migration.GuardRefusedException;
import io.evac.migration.Ticket;
import io.evac.remote.Command;
import io.evac.remote.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class GuardKeysCases {
    private static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB0 evil comment\",command=\"sh";

    /** The shell of both hosts. */
    abstract HostShell kind();

    GuardBench bench;
    Path keys;
    final Instant later = Instant.now().plus(1, ChronoUnit.HOURS);

    @BeforeEach
    void build() {
        bench = new GuardBench(kind());
        keys = bench.directory.resolve("b/ssh/authorized_keys");
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void aGrantedKeyMayOnlyReceiveAndIsTakenBackWithoutTouchingOthers() throws Exception {
        String own = "ssh-ed25519 AAAAown admin@desk";
        bench.file(keys, own);
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        Ticket ticket = bench.ticket();
        grant(bench.name, ticket);
        List<String> lines = Files.readAllLines(keys);
        assertThat(lines).hasSize(2).first().isEqualTo(own);
        assertThat(lines.get(1))
                .startsWith("restrict,command=\"sh " + bench.destination.root() + "/guard-")
                .contains("receive-ssh web-1 owner=4f1c2a90/R-1 epoch=1 attempt=1 call=" + ticket.call() + "\"")
                .contains(",from=\"192.0.2.7\",expiry-time=\"20")
                .endsWith(" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB0 evac:4f1c2a90/R-1:web-1:1")
                .doesNotContain("evil");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
                .isEqualTo("rw-------");
        grant(bench.name, bench.ticket());
        assertThat(Files.readAllLines(keys)).hasSize(2);
        bench.destination.ungrant(bench.name, GuardBench.OWNER);
        Object written = Files.getAttribute(keys, "unix:ino");
        bench.destination.ungrant(bench.name, GuardBench.OWNER);
        assertThat(Files.readAllLines(keys)).containsExactly(own);
        assertThat(Files.getAttribute(keys, "unix:ino"))
                .as("a file without a key of ours is left alone")
                .isEqualTo(written);
    }

    @Test
    @Tag("thorough")
    void grantsForManyInstancesAtOnceAreAllKept() throws Exception {
        List<CompletableFuture<Void>> grants = IntStream.range(0, 8)
                .mapToObj(i -> new InstanceName("db-" + i))
                .map(instance -> CompletableFuture.runAsync(
                        () -> {
                            var definition = new io.evac.migration.Definition(
                                    bench.directory + "/b/" + instance,
                                    List.of("s"),
                                    List.of("s"),
                                    List.of("s"),
                                    List.of(),
                                    java.time.Duration.ofSeconds(5),
                                    false);
                            bench.destination.reserve(instance, bench.ticket(), definition);
                            grant(instance, bench.ticket());
                        },
                        task -> Thread.ofVirtual().start(task)))
                .toList();
        grants.forEach(CompletableFuture::join);
        assertThat(Files.readAllLines(keys)).hasSize(8);
        bench.destination.ungrant(new InstanceName("db-3"), GuardBench.OWNER);
        assertThat(Files.readAllLines(keys)).hasSize(7).noneMatch(l -> l.contains("db-3"));
    }

    @Test
    void anExpiredKeyOfAnybodyIsPurgedAndALinkIsKept() throws Exception {
        Path real = bench.directory.resolve("b/elsewhere");
        bench.file(
                real,
                "restrict,command=\"sh /x receive-ssh\",from=\"1.2.3.4\",expiry-time=\"200001010000\" ssh-ed25519 AAAAx evac:o:old:1\n");
        Files.createDirectories(keys.getParent());
        Files.createSymbolicLink(keys, real);
        bench.destination.ungrant(bench.name, GuardBench.OWNER);
        assertThat(Files.isSymbolicLink(keys)).isTrue();
        assertThat(real).hasContent("");
    }

    @Test
    void aKeyOfALoginThatSudoMakesRootLeadsThroughSudoAndBelongsToTheLogin() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can give a file to a login");
        RemoteGuard guard = bench.guards(bench.shell).on(GuardBench.host("b", "nobody", true));
        guard.reserve(bench.name, bench.ticket(), bench.definition("b"));
        guard.grant(bench.name, bench.ticket(), new Grant(KEY, "192.0.2.7", later, List.of(), List.of()));
        assertThat(Files.readString(keys))
                .startsWith("restrict,command=\"sudo -n -- /bin/sh " + bench.destination.root() + "/guard-")
                .contains(" \\\"original=$SSH_ORIGINAL_COMMAND\\\"\",from=\"192.0.2.7\",expiry-time=\"20")
                .hasLineCount(1);
        for (Path ours : List.of(keys, keys.getParent())) {
            assertThat(Files.getOwner(ours).getName()).isEqualTo("nobody");
        }
        guard.grant(bench.name, bench.ticket(), new Grant(KEY, "192.0.2.7", later, List.of(), List.of()));
        assertThat(keys).content().hasLineCount(1);
        guard.ungrant(bench.name, GuardBench.OWNER);
        assertThat(keys).hasContent("");
    }

    @Test
    void wordsThatComeAsAnArgumentAreCheckedLikeThoseOfTheEnvironment() throws Exception {
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        Ticket ticket = bench.ticket();
        bench.destination.grant(
                bench.name, ticket, new Grant(KEY, "192.0.2.7", later, List.of("touch", "came"), List.of()));
        Path away = Path.of(bench.destination.away(bench.name));
        for (String words : List.of("", "touch evil", "evac-tar\ntouch evil", "evac-tar; touch evil")) {
            assertThat(connect(ticket, "evac-tar", "original=" + words).exit())
                    .as(words)
                    .isEqualTo(10);
        }
        assertThat(away).isEmptyDirectory();
        assertThat(connect(ticket, "", "original=evac-tar").exit()).isZero();
        assertThat(away.resolve("came")).exists();
    }

    @Test
    void aKeyMayReachTheSocketsThatItsGrantNamesAndNoOthers() throws Exception {
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        List<String> sockets = List.of("/run/one", "/run/libvirt/two:3");
        bench.destination.grant(bench.name, bench.ticket(), new Grant(KEY, "192.0.2.7", later, List.of(), sockets));
        assertThat(Files.readString(keys))
                .startsWith(
                        "restrict,port-forwarding,permitopen=\"[/run/one]:*\",permitopen=\"[/run/libvirt/two:3]:*\","
                                + "permitlisten=\"localhost:1\",command=\"sh ")
                .hasLineCount(1);
        bench.destination.grant(bench.name, bench.ticket(), new Grant(KEY, "192.0.2.7", later, List.of(), List.of()));
        assertThat(keys).content().hasLineCount(1).doesNotContain("port-forwarding");
        bench.destination.grant(bench.name, bench.ticket(), new Grant(KEY, "192.0.2.7", later, List.of(), sockets));
        bench.destination.ungrant(bench.name, GuardBench.OWNER);
        assertThat(keys).hasContent("");
        for (String hostile : List.of("relative", "/run/x]:*\",command=\"sh", "/run/a b")) {
            assertThatThrownBy(() -> bench.destination.grant(
                            bench.name,
                            bench.ticket(),
                            new Grant(KEY, "192.0.2.7", later, List.of(), List.of(hostile))))
                    .as(hostile)
                    .isInstanceOf(GuardRefusedException.class);
        }
    }

    @Test
    void hostileGrantsAreRefused() {
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        assertThatThrownBy(() -> bench.destination.grant(
                        bench.name, bench.ticket(), new Grant(KEY, "\",command=\"sh\"", later, List.of(), List.of())))
                .isInstanceOf(GuardRefusedException.class);
        assertThatThrownBy(() -> bench.destination.grant(
                        bench.name,
                        bench.ticket(),
                        new Grant("command=\"sh\" AAAA", "192.0.2.7", later, List.of(), List.of())))
                .isInstanceOf(GuardRefusedException.class);
        assertThat(keys).doesNotExist();
    }

    @Test
    void theGrantedTarVectorRunsInTheArrivingCopyAsOftenAsTheSenderConnects() throws Exception {
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        Ticket ticket = bench.ticket();
        bench.destination.grant(
                bench.name,
                ticket,
                new Grant(KEY, "192.0.2.7", later, List.of("sh", "-c", "pwd >>'an answer'"), List.of()));
        assertThat(connect(ticket, "evac-tar").exit()).isZero();
        assertThat(connect(ticket, "evac-tar").exit()).isZero();
        String away = bench.destination.away(bench.name);
        assertThat(Path.of(away, "an answer")).hasContent(away + "\n" + away);
        bench.destination.seal(bench.name, bench.ticket(), 1, "d");
        assertThat(connect(ticket, "evac-tar").exit()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sh",
                "",
                "evac-tar extra",
                "rsync --server --sender -logDtpr . /etc",
                "rsync --server -s . /x",
                "rsync --server -logDtpre.iLsfxCIvu --log-file=/etc/x . /x",
                "rsync --server -vn --files-from=/etc/x . /x",
                "rsync --server -logDtpr /etc/passwd . /x",
                "rsync --server -logDtpr . /x;touch",
                "rsync --server -K . /x",
                "rsync --daemon . /x",
                "rsync --server -l --partial-dir /etc . /x",
                "$(touch pwned) --server -l . /x"
            })
    void anythingButAnRsyncReceiverIsRefused(String words) throws Exception {
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        Ticket ticket = bench.ticket();
        grant(bench.name, ticket);
        boolean pathOnly = words.endsWith(";touch");
        bench.file(bench.directory.resolve("bin/rsync"), "#!/bin/sh\necho \"$*\" >received\n");
        bench.run("chmod 755 \"$1\"", bench.directory + "/bin/rsync");
        Result result = connect(ticket, words);
        Path received = Path.of(bench.destination.away(bench.name), "received");
        if (pathOnly) {
            // Whatever path it asks for, it gets the copy.
            assertThat(received).hasContent("--server -logDtpr . .");
        } else {
            assertThat(result.exit()).isEqualTo(10);
            assertThat(received).doesNotExist();
        }
    }

    @Test
    void theUsualWordsOfAnRsyncSenderPass() throws Exception {
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        Ticket ticket = bench.ticket();
        grant(bench.name, ticket);
        bench.file(bench.directory.resolve("bin/rsync"), "#!/bin/sh\necho \"$*\" >received\n");
        bench.run("chmod 755 \"$1\"", bench.directory + "/bin/rsync");
        connect(
                ticket,
                "rsync --server -logDtpHAXSre.iLsfxCIvu --delete-during --partial-dir .rsync-partial --numeric-ids --inplace . /srv/x/");
        assertThat(Path.of(bench.destination.away(bench.name), "received"))
                .hasContent(
                        "--server -logDtpHAXSre.iLsfxCIvu --delete-during --partial-dir .rsync-partial --numeric-ids --inplace . .");
    }

    @Test
    @Tag("thorough")
    void aRealRsyncSenderIsReceived() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/rsync")), "rsync is installed");
        bench.destination.reserve(bench.name, bench.ticket(), bench.definition("b"));
        Ticket ticket = bench.ticket();
        grant(bench.name, ticket);
        bench.file(bench.directory.resolve("from/a name"), "bytes");
        Path door = bench.directory.resolve("door");
        bench.file(
                door,
                "#!/bin/sh\nshift\nSSH_ORIGINAL_COMMAND=\"$*\" exec sh " + program() + " receive-ssh " + bench.name
                        + " owner=" + ticket.owner() + " epoch=1 attempt=1 call=" + ticket.call() + "\n");
        bench.run("chmod 755 \"$1\"", door.toString());
        bench.run(
                "rsync -aHAXS --numeric-ids --delete --partial-dir=.rsync-partial -e \"$1\" \"$2\"/ any:/where/ever",
                door.toString(),
                bench.directory + "/from");
        assertThat(Path.of(bench.destination.away(bench.name), "a name")).hasContent("bytes");
    }

    private String program() {
        return bench.destination
                .receiveCommand(bench.name, bench.ticket(), List.of("unused"))
                .argv()
                .get(1);
    }

    private void grant(InstanceName instance, Ticket ticket) {
        bench.destination.grant(instance, ticket, new Grant(KEY, "192.0.2.7", later, List.of(), List.of()));
    }

    /** What sshd would do with the granted line. */
    private Result connect(Ticket ticket, String words, String... more) throws Exception {
        List<String> receive = bench.destination
                .receiveCommand(bench.name, ticket, List.of("unused"))
                .argv();
        String program = receive.get(1);
        List<String> line = new java.util.ArrayList<>(List.of(
                "env",
                "SSH_ORIGINAL_COMMAND=" + words,
                "sh",
                program,
                "receive-ssh",
                bench.name.value(),
                "owner=" + ticket.owner(),
                "epoch=" + ticket.epoch(),
                "attempt=" + ticket.attempt(),
                "call=" + ticket.call()));
        line.addAll(List.of(more));
        return bench.shell.run(Command.of(line));
    }
}
