package io.evac.api;

import io.evac.access.Needs;
import io.evac.access.Role;
import io.evac.access.Users;
import io.evac.daemon.Deeds;
import io.evac.daemon.NotFoundException;
import io.evac.daemon.Reach;
import io.evac.inventory.HostScope;
import io.evac.inventory.Texts;
import io.evac.report.RunReport;
import io.evac.report.UserReport;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Users over HTTP. */
@RestController
@RequestMapping("/api/v1/users")
final class UserController {
    private final Users users;
    private final Reach reach;

    UserController(Users users, Reach reach) {
        this.users = users;
        this.reach = reach;
    }

    /**
     * A user who is wanted; no log has the password.
     *
     * @param hosts labels of the hosts that the user may see and use, as {@code rack=r7}; left out: every host
     */
    record NewUser(String name, String role, String password, Optional<List<String>> hosts) {
        @Override
        public String toString() {
            return "NewUser[" + name + ", " + role + "]";
        }
    }

    /** Another password; no log has it. */
    record NewPassword(String password) {
        @Override
        public String toString() {
            return "NewPassword";
        }
    }

    @GetMapping
    @Needs(Role.ADMIN)
    List<UserReport> list() {
        return users.list().stream().map(UserController::report).toList();
    }

    @PostMapping
    @Needs(Role.ADMIN)
    UserReport create(@RequestBody NewUser wanted, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        Deeds.on(wanted.name());
        Role role = RoleWord.read(wanted.role());
        HostScope hosts = reach.known(wanted.hosts());
        return report(users.create(wanted.name(), role, hosts, wanted.password(), Actor.named(actor)));
    }

    /** Whoever is logged in with the old one is out. */
    @PutMapping("/{name}/password")
    @Needs(Role.ADMIN)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void password(
            @PathVariable String name,
            @RequestBody NewPassword wanted,
            @RequestHeader(Actor.HEADER) Optional<String> actor) {
        if (!users.password(name, wanted.password(), Actor.named(actor))) {
            throw absent(name);
        }
    }

    /** Whoever is logged in so is out. */
    @DeleteMapping("/{name}")
    @Needs(Role.ADMIN)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String name, @RequestHeader(Actor.HEADER) Optional<String> actor) {
        if (!users.remove(name, Actor.named(actor))) {
            throw absent(name);
        }
    }

    private static NotFoundException absent(String name) {
        return new NotFoundException(
                "EVAC-608", "there is no user " + Texts.quoted(name), "Maybe one of those that evac user list names");
    }

    private static UserReport report(Users.User user) {
        return new UserReport(
                RunReport.SCHEMA_VERSION,
                user.name(),
                user.role().word(),
                user.hosts().words(),
                user.created().atOffset(ZoneOffset.UTC),
                user.changed().atOffset(ZoneOffset.UTC),
                user.by());
    }
}
