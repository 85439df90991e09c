package io.firn.detect.stacks;

import io.firn.detect.Detection;
import io.firn.detect.Offers;
import io.firn.detect.StackDetector;
import io.firn.detect.docker.DockerDetector;
import io.firn.detect.golang.GoDetector;
import io.firn.detect.java.JavaDetector;
import io.firn.detect.node.NodeDetector;
import io.firn.detect.own.ExpressionDetector;
import io.firn.detect.own.FlakeDetector;
import io.firn.detect.php.PhpDetector;
import io.firn.detect.python.PythonDetector;
import io.firn.detect.ruby.RubyDetector;
import io.firn.detect.rust.RustDetector;
import io.firn.detect.web.StaticDetector;
import java.util.List;

/** The stacks that there are. A new one is one line here. */
public final class Stacks {
    /** In the order that decides between claims of equal confidence; see docs/reference/detection.md. */
    public static final List<StackDetector> ALL = List.of(
            new GoDetector(), // go.mod
            new RustDetector(), // Cargo.toml
            new JavaDetector(), // pom.xml, build.gradle
            new RubyDetector(), // Gemfile
            new PhpDetector(), // composer.json, index.php
            new PythonDetector(), // requirements.txt, pyproject.toml, Pipfile, …
            new NodeDetector(), // package.json, which many others carry for their pages
            new FlakeDetector(), // flake.nix, which is mostly there for a developer's shell
            new ExpressionDetector(), // firn.nix, default.nix
            new StaticDetector(), // index.html, which every other may have too
            new DockerDetector()); // a Dockerfile, which says less of an app than its own files

    private Stacks() {}

    /** Whether apps of a stack are built by Nix code of their own repository. */
    public static boolean own(String stack) {
        return ALL.stream()
                .anyMatch(detector -> detector.own() && detector.stack().equals(stack));
    }

    /** Detection with all stacks, against what a package set offers. */
    public static Detection detection(Offers offers) {
        return new Detection(ALL, offers);
    }
}
