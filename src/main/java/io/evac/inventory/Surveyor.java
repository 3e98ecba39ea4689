package io.evac.inventory;

/** Looks at a host; read-only. Thread-safe: hosts are surveyed side by side. */
public interface Surveyor {
    /**
     * What is on the host now.
     *
     * @throws SurveyException when the host cannot be reached or does not answer as it should
     */
    HostReport survey(Host host) throws SurveyException;
}
