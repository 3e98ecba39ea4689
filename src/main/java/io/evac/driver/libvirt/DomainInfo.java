package io.evac.driver.libvirt;

/** What {@code virsh dominfo} prints of a domain: lines of a key, a colon, blanks and a value. */
record DomainInfo(String text) {
    boolean says(String key, String value) {
        return Virsh.lines(text)
                .anyMatch(line -> line.startsWith(key + ":")
                        && line.substring(key.length() + 1).strip().equals(value));
    }
}
