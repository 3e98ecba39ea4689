package io.evac.remote.tree;

/**
 * Both ends of one transfer.
 *
 * @param source the copy that is read
 * @param destination the arriving copy, which may not be there yet
 * @param exclusions what is neither carried nor compared
 */
public record Pair(Side source, Side destination, Exclusions exclusions) {
    /** The same pair, once something has been carried: the arriving copy is there. */
    public Pair arrived() {
        return new Pair(source, destination.with(destination.tools().arrived()), exclusions);
    }

    /** The same pair, where extended attributes and ACLs are neither carried nor compared. */
    public Pair withoutAttributes() {
        return new Pair(
                source.with(source.tools().withoutAttributes()),
                destination.with(destination.tools().withoutAttributes()),
                exclusions);
    }

    /** What both ends can hold and show. */
    public Fidelity fidelity() {
        boolean gnu =
                source.tools().tar() == Tools.Tar.GNU && destination.tools().tar() == Tools.Tar.GNU;
        return new Fidelity(
                gnu && source.tools().nanos() && destination.tools().nanos(),
                source.tools().has("getfattr") && destination.tools().has("getfattr"));
    }
}
