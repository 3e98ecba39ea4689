package io.evac.it;

import io.evac.driver.simulated.Faults;
import io.evac.inventory.InstanceRef;
import java.util.concurrent.CountDownLatch;

/** Instances are not started at their destinations before they may; those named so do not stop until they are tamed. */
final class HeldStarts implements Faults {
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile boolean tamed;

    void release() {
        goOn.countDown();
    }

    void tame() {
        tamed = true;
    }

    @Override
    public Fault on(InstanceRef ref, String call) {
        if (call.equals("activate")) {
            try {
                goOn.await();
            } catch (InterruptedException leaving) {
                Thread.currentThread().interrupt();
            }
        }
        return Fault.NONE;
    }

    @Override
    public boolean refusesStop(InstanceRef ref) {
        return !tamed && ref.name().value().startsWith("stubborn");
    }
}
