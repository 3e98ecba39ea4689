package io.evac.web;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.Caller;
import io.evac.daemon.LatestHosts;
import io.evac.inventory.HostName;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.view.RedirectView;

/** Hosts that take nothing for now; they are shown on the page of what is going on. */
@Controller
final class HostPages {
    private final LatestHosts hosts;

    HostPages(LatestHosts hosts) {
        this.hosts = hosts;
    }

    @PostMapping("/hosts/{name}/cordon")
    @Needs(Role.OPERATOR)
    RedirectView cordon(@PathVariable String name, @RequestParam boolean cordoned, RedirectAttributes once) {
        hosts.cordon(new HostName(name), cordoned, Caller.actor());
        return Moved.to("/", once, cordoned ? name + " takes nothing from now on." : name + " takes instances again.");
    }

    @PostMapping("/hosts/look")
    @Needs(Role.VIEWER)
    RedirectView look() {
        hosts.now();
        return Moved.to("/");
    }
}
