package io.evac.access;

/** Slow, salted hashes of passwords. Thread-safe. */
public interface Hashes {
    /** A fresh hash, at most 100 characters. */
    String of(String password);

    boolean matches(String password, String hash);
}
