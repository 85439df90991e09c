package io.firn.detect.own;

import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Look;
import io.firn.detect.Offers;
import io.firn.detect.Plan;
import io.firn.detect.stacks.Stacks;
import io.firn.tree.FolderTree;
import io.firn.tree.MapTree;
import io.firn.tree.TreeLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnCodeTest {
    private static final Offers OFFERS =
            Offers.of(FolderTree.of(Path.of("").toAbsolutePath(), TreeLimits.DEFAULT, "buildpacks"), "debian");
    private static final String GIVES = "{ outputs = { self }: { packages.x86_64-linux.default = self.x; }; }";
    private static final String SHELL =
            "{ outputs = { nixpkgs, ... }: { devShells.x86_64-linux.default = nixpkgs.mkShell { packages = with nixpkgs; [ go ]; }; }; }";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "packages.x86_64-linux.default = x;",
                "packages = forAllSystems (system: { });",
                "packages = rec { default = x; };",
                "apps.${system}.default = { };",
                "perSystem = { pkgs, ... }: { packages.default = pkgs.hello; };",
                "packages.\"x86_64-linux\".default = x;",
                "defaultPackage.x86_64-linux = x;",
                "{ inherit checks packages; }"
            })
    void outputsThatCanBeRunAreSeen(String code) {
        assertThat(NixCode.of(code).givesPackages()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "devShells.default = mkShell { packages = [ go ]; };",
                "devShells.default = mkShell { packages = with pkgs; [ go ]; };",
                "mkShell { packages = (with pkgs; [ go ]); }",
                "mkShell { packages = builtins.attrValues { inherit (pkgs) go; }; }",
                "# packages.default = x;",
                "/* packages.default = x; */ { }",
                "shellHook = ''echo ''${packages.default} ''' packages.default = x'';",
                "x = \"packages.default = \\\" apps.default\";",
                "pkgs = nixpkgs.legacyPackages.${system}; y = self.packages.${system}.x;",
                "myPackages.default = x; packages-of = y; packages == z"
            })
    void shellsCommentsAndStringsGiveNothing(String code) {
        assertThat(NixCode.of(code).givesPackages()).isFalse();
    }

    @Test
    void textsThatNeverEndAreReadOnce() {
        String open = "(".repeat(300_000) + " ".repeat(300_000);
        assertThat(NixCode.of("packages =" + open).givesPackages()).isTrue();
        assertThat(NixCode.of("''" + "''\\".repeat(200_000)).givesPackages()).isFalse();
        assertThat(NixCode.of("inherit " + "a ".repeat(300_000)).givesPackages())
                .isFalse();
    }

    @Test
    void languageGoesBeforeAFlakeThatIsThereToo() {
        Plan plan = plan(tree("flake.nix", GIVES)
                .file("go.mod", bytes("module example.org/x\n\ngo 1.19\n"))
                .file("main.go", bytes("package main\n\nfunc main() {}\n")));
        assertThat(plan.stack()).isEqualTo("go");
        assertThat(plan.warnings()).anyMatch(line -> line.contains("flake.nix") && line.contains("firn.toml"));
    }

    @Test
    void flakeForAShellChangesNothing() {
        Plan plan = plan(tree("flake.nix", SHELL).file("index.html", bytes("<p>hello")));
        assertThat(plan.stack()).isEqualTo("static");
        assertThat(plan.warnings()).isEmpty();
    }

    @Test
    void flakeMakesAnAppOfAStackThatFirnDoesNotBuild() {
        Plan plan = plan(tree("flake.nix", GIVES).file("mix.exs", bytes("defmodule X do end")));
        assertThat(plan.stack()).isEqualTo("flake");
        assertThat(plan.command("web")).contains("firn-main");
    }

    @Test
    void ownersWordDecides() {
        Plan plan = plan(tree("flake.nix", SHELL)
                .file("package.json", bytes("{\"scripts\": {\"start\": \"node x.js\"}}"))
                .file("firn.toml", bytes("stack = \"flake\"\n[processes]\nweb = \"serve --all\"\n")));
        assertThat(plan.stack()).isEqualTo("flake");
        assertThat(plan.command("web")).contains("serve --all");
    }

    @Test
    void expressionForFirnGoesBeforeEverything() {
        Plan plan = plan(tree("firn.nix", "{ firn }: firn.bash")
                .file("package.json", bytes("{\"scripts\": {\"start\": \"node x.js\"}}")));
        assertThat(plan.stack()).isEqualTo("nix");
        assertThat(plan.settings()).containsEntry("file", "firn.nix");
    }

    @Test
    void defaultNixThatNeedsTheMachinesPackagesIsNoApp() {
        Look look = look(tree("default.nix", "{ pkgs ? import <nixpkgs> { } }: pkgs.hello"));
        assertThat(look.plan()).isEmpty();
        assertThat(plan(tree("default.nix", "{ firn }: firn.bash")).stack()).isEqualTo("nix");
    }

    @Test
    void nixCodeInAFolderIsNoAppOfItsOwn() {
        Plan plan = plan(tree("nix/default.nix", "{ }: { }")
                .file("web/main.go", bytes("package main\n\nfunc main() {}\n"))
                .file("web/go.mod", bytes("module example.org/x\n\ngo 1.19\n")));
        assertThat(plan.subdir()).isEqualTo("web");
    }

    @Test
    void buildCommandBesideNixCodeIsRefused() {
        Look look = look(tree("firn.nix", "{ }: { }").file("firn.toml", bytes("[build]\ncommand = \"make\"\n")));
        assertThat(look.unmet()).anyMatch(fault -> fault.getMessage().contains("build command"));
    }

    private static MapTree.Builder tree(String path, String text) {
        return MapTree.builder().file(path, bytes(text));
    }

    private static Plan plan(MapTree.Builder tree) {
        return Stacks.detection(OFFERS).plan("shop", tree.build());
    }

    private static Look look(MapTree.Builder tree) {
        return Stacks.detection(OFFERS).look("shop", tree.build());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
