package io.evac.api;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.daemon.Caller;
import io.evac.daemon.Deeds;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.ResponseBody;

/** What a page of ours does: it looks, it changes something, and one of them forgot its role. */
@Controller
final class SamplePages {
    @GetMapping(path = "/sample/{id}", produces = "text/html")
    @Needs(Role.VIEWER)
    @ResponseBody
    String look(@PathVariable String id, @RequestAttribute("_csrf") CsrfToken csrf) {
        return "<p>" + Caller.actor() + "</p><input type=\"hidden\" name=\"_csrf\" value=\"" + csrf.getToken() + "\">";
    }

    @PostMapping(path = "/sample/{id}", produces = "text/html")
    @Needs(Role.OPERATOR)
    @ResponseBody
    String change(@PathVariable String id) {
        Deeds.digest("9f3c");
        return "<p>changed by " + Caller.actor() + "</p>";
    }

    @GetMapping(path = "/forgotten", produces = "text/html")
    @ResponseBody
    String forgotten() {
        return "<p>only for admins</p>";
    }
}
