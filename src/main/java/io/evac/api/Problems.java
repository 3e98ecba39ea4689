package io.evac.api;

import io.evac.daemon.BodyRefusedException;
import io.evac.daemon.Caller.ForbiddenException;
import io.evac.daemon.ToldException;
import io.evac.inventory.SurveyException;
import io.evac.inventory.Texts;
import io.evac.migration.Journal.JournalException;
import io.evac.plan.Plans.RejectedException;
import io.evac.report.Plain;
import io.evac.run.Runs.RefusedException;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Every error as a Problem Detail with our code, a remedy, and the exit code that the command line ends with. */
@RestControllerAdvice
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int ERROR = 1;
    private static final int USAGE = 2;
    private static final int UNREACHABLE = 7;

    @ExceptionHandler
    ProblemDetail refused(RefusedException refused) {
        return problem(HttpStatus.CONFLICT, refused.code(), text(refused), refused.remedy(), refused.exitCode());
    }

    @ExceptionHandler
    ProblemDetail rejected(RejectedException rejected) {
        ProblemDetail problem = problem(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "EVAC-100",
                "the list cannot be planned",
                "Maybe correct it and look again with: evac list check FILE",
                ERROR);
        problem.setProperty("problems", List.copyOf(rejected.problems()));
        return problem;
    }

    @ExceptionHandler
    ProblemDetail told(ToldException told) {
        return problem(HttpStatus.valueOf(told.status()), told.code(), text(told), told.remedy(), ERROR);
    }

    @ExceptionHandler
    ProblemDetail forbidden(ForbiddenException forbidden) {
        return problem(
                HttpStatus.FORBIDDEN,
                "EVAC-589",
                text(forbidden),
                "Maybe ask for a token of that role: evac token create NAME --role "
                        + forbidden.needed().word(),
                ERROR);
    }

    @ExceptionHandler
    ProblemDetail unreachable(SurveyException unreachable) {
        return problem(
                HttpStatus.BAD_GATEWAY,
                "EVAC-390",
                text(unreachable),
                "Maybe look closer with: evac host doctor",
                UNREACHABLE);
    }

    @ExceptionHandler
    ProblemDetail unsurveyed(UnsurveyedException unsurveyed) {
        return problem(
                HttpStatus.valueOf(unsurveyed.status()),
                unsurveyed.code(),
                text(unsurveyed),
                unsurveyed.remedy(),
                UNREACHABLE);
    }

    @ExceptionHandler
    ProblemDetail database(JournalException away) {
        LOG.error("database", away);
        return problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "EVAC-593",
                text(away),
                "Maybe the database is away; the same command again does no harm.",
                UNREACHABLE);
    }

    /** Messages of ours end with their remedy already. */
    @ExceptionHandler
    ProblemDetail wrong(IllegalArgumentException wrong) {
        String text = text(wrong);
        int remedy = text.indexOf("Maybe ");
        return remedy < 0
                ? problem(HttpStatus.BAD_REQUEST, "EVAC-594", text, "Maybe look at the command's --help.", ERROR)
                : problem(
                        HttpStatus.BAD_REQUEST,
                        "EVAC-594",
                        text.substring(0, remedy).strip(),
                        text.substring(remedy),
                        ERROR);
    }

    @ExceptionHandler
    ProblemDetail mistyped(MethodArgumentTypeMismatchException mistyped) {
        return problem(
                HttpStatus.BAD_REQUEST,
                "EVAC-594",
                "no value for " + mistyped.getName() + ": " + Texts.quoted(String.valueOf(mistyped.getValue())),
                "Maybe look at GET /api/v1/openapi.json.",
                ERROR);
    }

    @ExceptionHandler
    ProblemDetail unreadable(HttpMessageNotReadableException unreadable) {
        LOG.debug("unreadable request", unreadable);
        for (Throwable cause = unreadable; cause != null; cause = cause.getCause()) {
            if (cause instanceof BodyRefusedException body) {
                return problem(HttpStatus.valueOf(body.status()), body.code(), text(body), body.remedy(), ERROR);
            }
        }
        Unreadable told = Unreadable.of(unreadable);
        return problem(HttpStatus.BAD_REQUEST, "EVAC-595", told.what(), told.remedy(), USAGE);
    }

    /** Whoever followed has gone; there is nobody to answer. */
    @ExceptionHandler
    void gone(IOException cut) {
        LOG.debug("the client has gone", cut);
    }

    @ExceptionHandler
    ProblemDetail other(Exception unexpected) {
        if (unexpected instanceof ErrorResponse known) {
            ProblemDetail body = known.getBody();
            body.setProperty("code", "EVAC-596");
            body.setProperty("remedy", "Maybe the command line and the daemon are of different versions.");
            body.setProperty("exitCode", ERROR);
            return body;
        }
        LOG.error("unexpected", unexpected);
        return problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "EVAC-599",
                "an error that should not happen: " + unexpected,
                "Maybe the daemon's log says more; please report it.",
                ERROR);
    }

    private static String text(Exception error) {
        return String.valueOf(error.getMessage());
    }

    private static ProblemDetail problem(HttpStatus status, String code, String detail, String remedy, int exitCode) {
        // Whatever of the request it names.
        String shown = detail.lines().map(Plain::line).collect(Collectors.joining("\n"));
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, shown);
        problem.setProperty("code", code);
        problem.setProperty("remedy", remedy);
        problem.setProperty("exitCode", exitCode);
        return problem;
    }
}
