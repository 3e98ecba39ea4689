package io.evac.driver.files;

import io.evac.inventory.Host;
import io.evac.inventory.InstanceName;
import io.evac.inventory.Texts;
import io.evac.remote.tree.Transfer;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What hosts.yaml says under {@code files:}.
 *
 * @param root absolute, normal: where the instances of the host live
 * @param transfer how data leaves or enters this host
 */
record FilesSettings(String root, Transfer transfer) {
    private static final Pattern ROOT = Pattern.compile("(/(?!\\.{1,2}(/|$))[^/\\p{Cntrl}\"'\\\\$`]+)+");
    private static final Set<String> KEYS = Set.of("root", "transfer");

    /** @throws IllegalArgumentException when {@code root} is missing or odd, or a key is unknown */
    static FilesSettings of(Host host) {
        Map<String, Object> settings = host.settings();
        for (String key : settings.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("host " + host.name() + ": files has no setting " + Texts.quoted(key)
                        + ". Maybe root or transfer");
            }
        }
        String root = String.valueOf(settings.getOrDefault("root", ""));
        if (!ROOT.matcher(root).matches()) {
            throw new IllegalArgumentException("host " + host.name() + ": files.root is " + Texts.quoted(root)
                    + ". Maybe write an absolute path such as /srv/evac, without .., quotes, $ and backslashes");
        }
        String transfer = String.valueOf(settings.getOrDefault("transfer", "auto"));
        return new FilesSettings(root, Transfer.of("files.transfer", transfer));
    }

    String home(InstanceName name) {
        return root + "/" + name;
    }

    String away(InstanceName name) {
        return root + "/.evac/away/" + name;
    }

    String guardRoot() {
        return root + "/.evac";
    }
}
