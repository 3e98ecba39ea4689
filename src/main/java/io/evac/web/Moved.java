package io.evac.web;

import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.servlet.view.RedirectView;

/** What a browser is sent to behind a POST, so that going there again repeats nothing. */
final class Moved {
    private Moved() {}

    /** @param path of ours */
    static RedirectView to(String path) {
        // 303, and nothing of the model in the address
        return new RedirectView(path, true, false, false);
    }

    /** The same; the page says once what was done. */
    static RedirectView to(String path, RedirectAttributes once, String told) {
        once.addFlashAttribute("told", told);
        return to(path);
    }

    /** One sentence more. */
    static void also(RedirectAttributes once, String told) {
        once.addFlashAttribute("told", once.getFlashAttributes().get("told") + " " + told + ".");
    }
}
