package io.evac.driver.files;

import io.evac.inventory.Host;
import io.evac.inventory.HostReport;
import io.evac.inventory.SurveyException;
import io.evac.remote.Shells;
import java.util.List;
import java.util.stream.Stream;

/** Lets {@code io.evac.fuzz} read what hosts say of their instances, which is this room's own. */
public final class InstanceFileOpening {
    private InstanceFileOpening() {}

    /** What an {@code instance.yaml} is refused for. */
    public static List<String> problems(byte[] yaml) {
        return InstanceFileReader.read(yaml).problems();
    }

    /** Every word that is run on the host. */
    public static List<String> words(byte[] yaml) {
        InstanceFile file = InstanceFileReader.read(yaml);
        return Stream.of(file.start(), file.stop(), file.status(), file.health())
                .flatMap(List::stream)
                .toList();
    }

    public static HostReport survey(Shells shells, Host host) throws SurveyException {
        return new Survey(shells, Survey.STATUS_SECONDS).survey(host);
    }
}
