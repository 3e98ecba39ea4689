package io.evac.daemon;

import io.evac.access.ByLink;
import io.evac.access.Needs;
import io.evac.access.Open;
import io.evac.access.Role;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Lets a request through to its handler when the caller has the role that the handler needs; one that says none is closed. */
final class RoleGuard implements HandlerInterceptor {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method) || request.getDispatcherType() == DispatcherType.ERROR) {
            return true;
        }
        Deeds.handledBy(request, method);
        if (!method.hasMethodAnnotation(ByLink.class) && !method.hasMethodAnnotation(Open.class)) {
            Needs needs = method.getMethodAnnotation(Needs.class);
            Caller.require(needs == null ? Role.ADMIN : needs.value());
            if (needs != null && needs.everyHost()) {
                Caller.requireEveryHost(request.getRequestURI());
            }
        }
        return true;
    }
}
