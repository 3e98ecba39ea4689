package io.evac.driver.files;

/** Both ends of one transfer. */
record Pair(Side source, Side destination, Exclusions exclusions) {
    Fidelity fidelity() {
        boolean gnu =
                source.tools().tar() == Tools.Tar.GNU && destination.tools().tar() == Tools.Tar.GNU;
        return new Fidelity(
                gnu && source.tools().nanos() && destination.tools().nanos(),
                source.tools().has("getfattr") && destination.tools().has("getfattr"));
    }
}
