package io.evac.remote.guard;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Cases on two hosts of their own for each test. */
abstract class OnBench {
    /** The shell of both hosts. */
    abstract HostShell kind();

    GuardBench bench;

    @BeforeEach
    void build() {
        bench = new GuardBench(kind());
    }

    @AfterEach
    void end() {
        bench.close();
    }
}
