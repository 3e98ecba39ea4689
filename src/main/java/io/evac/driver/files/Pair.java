package io.evac.driver.files;

/** Both ends of one transfer. */
record Pair(Side source, Side destination, Exclusions exclusions) {
    /** The same pair, once something has been carried: the arriving copy is there. */
    Pair arrived() {
        return new Pair(source, destination.with(destination.tools().arrived()), exclusions);
    }

    Fidelity fidelity() {
        boolean gnu =
                source.tools().tar() == Tools.Tar.GNU && destination.tools().tar() == Tools.Tar.GNU;
        return new Fidelity(
                gnu && source.tools().nanos() && destination.tools().nanos(),
                source.tools().has("getfattr") && destination.tools().has("getfattr"));
    }
}
