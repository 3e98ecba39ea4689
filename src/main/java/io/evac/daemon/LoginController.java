package io.evac.daemon;

import io.evac.access.Open;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The pages by which one gets in. */
@Controller
final class LoginController {
    private final FirstAdmin first;
    private final Providers providers;

    LoginController(FirstAdmin first, Providers providers) {
        this.first = first;
        this.providers = providers;
    }

    @GetMapping("/login")
    @Open
    String login(@RequestParam Optional<String> to, Model model) {
        model.addAttribute("to", LocalPath.of(to.orElse(null)));
        model.addAttribute("provider", providers.present());
        return "login";
    }

    /** With the token from the console. */
    @GetMapping("/setup")
    @Open
    String setup(@RequestParam(defaultValue = "") String token, HttpServletResponse response, Model model) {
        return first.takes(token) ? form(token, "", Optional.empty(), model) : noToken(response, model);
    }

    @PostMapping("/setup")
    @Open
    String create(
            @RequestParam(defaultValue = "") String token,
            @RequestParam(defaultValue = "") String username,
            @RequestParam(defaultValue = "") String password,
            @RequestParam(defaultValue = "") String again,
            HttpServletResponse response,
            Model model) {
        if (!first.takes(token)) {
            return noToken(response, model);
        }
        Optional<String> problem = password.equals(again)
                ? Optional.empty()
                : Optional.of("the two passwords differ. Maybe type them again [EVAC-604]");
        try {
            if (problem.isEmpty()) {
                Deeds.on(username);
                return first.create(token, username, password) ? "redirect:/login" : noToken(response, model);
            }
        } catch (IllegalArgumentException wrong) {
            problem = Optional.of(wrong.getMessage() + " [EVAC-604]");
        }
        response.setStatus(HttpStatus.BAD_REQUEST.value());
        return form(token, username, problem, model);
    }

    private static String form(String token, String name, Optional<String> problem, Model model) {
        model.addAttribute("token", token);
        model.addAttribute("name", name);
        model.addAttribute("problem", problem.orElse(null));
        return "setup";
    }

    /** The same for a wrong one, a used one, and when there are users already. */
    private static String noToken(HttpServletResponse response, Model model) {
        response.setStatus(HttpStatus.NOT_FOUND.value());
        model.addAttribute(
                "problem",
                "this link is not, or not any more, good for anything."
                        + " Maybe start the daemon again for another one, or: evac user create NAME --role admin [EVAC-605]");
        return "setup";
    }
}
