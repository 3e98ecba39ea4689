package io.evac.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Evac.class.getPackage().getImplementationVersion())
                .orElse("development");
        return new String[] {"evac " + version + " (Java " + Runtime.version().feature() + ")"};
    }
}
