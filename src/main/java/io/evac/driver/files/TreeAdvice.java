package io.evac.driver.files;

import io.evac.plan.Objection;
import io.evac.remote.tree.Entry;
import io.evac.remote.tree.Manifest;
import io.evac.remote.tree.Side;
import io.evac.remote.tree.TarOptions;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What a tree holds that the two hosts' tools could not carry or prove. */
record TreeAdvice(Side source, Side destination, Manifest manifest) {
    private static final long DEFAULT_PATH = 4096;

    void into(List<Objection> objections) {
        TarOptions tar = new TarOptions(source.tools(), destination.tools());
        attributes(tar, objections);
        owners(objections);
        paths(objections);
        if (!tar.sparse()) {
            first(entry -> entry.file() && entry.holes())
                    .ifPresent(path -> objections.add(ObjectionCode.HOLES_FILLED.warning(
                            "sparse files such as " + path + " will be filled: the small tar cannot keep holes",
                            "Maybe install GNU tar on both hosts")));
        }
    }

    private void attributes(TarOptions tar, List<Objection> objections) {
        Optional<String> path = first(entry -> !entry.attributes().isEmpty());
        if (path.isEmpty()) {
            return;
        }
        if (!destination.tools().has("getfattr")) {
            objections.add(ObjectionCode.ATTRIBUTES.error(
                    path.get() + " has extended attributes or ACLs that "
                            + destination.host().name() + " cannot show: they could not be compared",
                    "Maybe install attr there"));
        }
        if (!(tar.xattrs() && tar.acls())) {
            objections.add(ObjectionCode.ATTRIBUTES.error(
                    path.get() + " has extended attributes or ACLs that the hosts' tar cannot carry",
                    "Maybe install GNU tar with xattr and ACL support on both hosts"));
        }
    }

    private void owners(List<Objection> objections) {
        long user = destination.tools().number("uid").orElse(0L);
        if (user == 0) {
            return;
        }
        first(entry -> entry.uid() != user)
                .ifPresent(path -> objections.add(ObjectionCode.OWNERS.error(
                        path + " has another owner than user " + user + ", who would receive it on "
                                + destination.host().name(),
                        "Maybe let Evac log in as root there")));
    }

    private void paths(List<Objection> objections) {
        long most = destination.tools().number("pathmax").orElse(DEFAULT_PATH);
        int prefix = destination.directory().length() + 2;
        first(entry -> entry.path().length() + prefix > most)
                .ifPresent(path -> objections.add(ObjectionCode.PATH_TOO_LONG.error(
                        path + " would be longer than " + most + " bytes on "
                                + destination.host().name(),
                        "Maybe choose a shorter root there")));
    }

    private Optional<String> first(Predicate<Entry> which) {
        return manifest.entries().values().stream().filter(which).findFirst().map(Entry::shown);
    }
}
