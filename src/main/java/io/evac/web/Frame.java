package io.evac.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.ZoneId;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What every page has. */
@ControllerAdvice(basePackageClasses = Frame.class)
final class Frame {
    private final Clock clock;

    Frame(Clock clock) {
        this.clock = clock;
    }

    @ModelAttribute("visitor")
    Visitor visitor() {
        return Visitor.now();
    }

    @ModelAttribute("say")
    Wording wording() {
        return new Wording(clock);
    }

    @ModelAttribute("path")
    String path(HttpServletRequest request) {
        return request.getRequestURI();
    }

    @ModelAttribute("zone")
    ZoneId zone() {
        return clock.getZone();
    }
}
