package io.firn.access;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Every way into the service: resources as they are annotated, and the few paths that Quarkus itself answers. */
@Singleton
public final class Routes {
    private final List<Route> all;
    private final Map<String, List<Route>> byFirstSegment;
    private final Map<String, RawDoor> doors;

    Routes(BeanManager beans, @Any Instance<RawDoor> doors, AccessSettings settings) {
        var found = new ArrayList<Route>();
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            if (bean.getBeanClass().isAnnotationPresent(Path.class)) {
                addResource(bean.getBeanClass(), found);
            }
        }
        var raw = new HashMap<String, RawDoor>();
        doors.forEach(door -> raw.put(firstSegment(door.ways().getFirst().path()), door));
        this.doors = Map.copyOf(raw);
        doors.forEach(door -> door.ways()
                .forEach(way -> found.add(new Route(
                        way.method(),
                        way.path(),
                        PathForm.of(way.path()),
                        way.needs(),
                        null,
                        "",
                        door,
                        way.whereOpen()))));
        found.addAll(BuiltInRoutes.of(settings));
        found.sort(Comparator.comparing(Route::path).thenComparing(Route::method));
        all = List.copyOf(found);
        byFirstSegment = all.stream().collect(Collectors.groupingBy(route -> firstSegment(route.path())));
    }

    /** All of them, by path and method. */
    public List<Route> all() {
        return all;
    }

    /** Whether any route takes this path, whatever the method. */
    boolean knows(String path) {
        return near(path).stream().anyMatch(route -> route.form().takes(path));
    }

    /** Routes that may take this request; JAX-RS picks one of them. */
    List<Route> taking(String method, String path) {
        var taking = new ArrayList<Route>(1);
        // a loop, for every request passes here
        for (Route route : near(path)) {
            if (route.takes(method, path)) {
                taking.add(route);
            }
        }
        return taking;
    }

    /** The raw door that a path belongs to, where there is one. */
    Optional<RawDoor> doorOf(String path) {
        return Optional.ofNullable(doors.get(firstSegment(path)));
    }

    /** Routes that share a path's first segment; no route has a parameter there. */
    private List<Route> near(String path) {
        return byFirstSegment.getOrDefault(firstSegment(path), List.of());
    }

    private static String firstSegment(String path) {
        int end = path.indexOf('/', 1);
        return end < 0 ? path : path.substring(0, end);
    }

    private static void addResource(Class<?> resource, List<Route> found) {
        String base = resource.getAnnotation(Path.class).value();
        for (Method method : resource.getMethods()) {
            httpMethod(method).ifPresent(verb -> {
                Path own = method.getAnnotation(Path.class);
                String path = join(base, own == null ? "" : own.value());
                Needs needs = needs(method);
                Public open = open(method);
                String reason = open == null ? null : open.value();
                if (needs != null && isSet(needs.unless())) {
                    reason = needs.unless() + " is set";
                }
                found.add(new Route(
                        verb,
                        path,
                        PathForm.of(path),
                        needs == null ? null : List.of(needs.value()),
                        reason,
                        needs == null ? "" : needs.unless(),
                        null,
                        needs == null ? "" : needs.whereOpen()));
            });
        }
    }

    private static Optional<String> httpMethod(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return Optional.of(verb.value());
            }
        }
        return Optional.empty();
    }

    /** A method's own annotation wins over its class's, whichever of the two kinds it is. */
    static @Nullable Needs needs(Method method) {
        Needs own = method.getAnnotation(Needs.class);
        if (own != null || method.isAnnotationPresent(Public.class)) {
            return own;
        }
        return method.getDeclaringClass().getAnnotation(Needs.class);
    }

    static @Nullable Public open(Method method) {
        Public own = method.getAnnotation(Public.class);
        if (own != null || method.isAnnotationPresent(Needs.class)) {
            return own;
        }
        return method.getDeclaringClass().isAnnotationPresent(Needs.class)
                ? null
                : method.getDeclaringClass().getAnnotation(Public.class);
    }

    /** Whether a boolean setting that a route names is on; no name is off. */
    static boolean isSet(String setting) {
        return !setting.isEmpty()
                && ConfigProvider.getConfig()
                        .getOptionalValue(setting, Boolean.class)
                        .orElse(false);
    }

    static String join(String base, String own) {
        String path = ("/" + base + "/" + own).replaceAll("/+", "/");
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
