package io.firn.detect.docker;

import static io.firn.detect.stacks.DetectionTest.DETECTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.firn.detect.Look;
import io.firn.detect.Plan;
import io.firn.fault.Fault;
import io.firn.tree.MapTree;
import org.junit.jupiter.api.Test;

class DockerDetectorTest {
    @Test
    void aNodeImageBecomesANodePlan() {
        Look look = look(
                """
                # syntax=docker/dockerfile:1
                ARG NODE=20
                FROM node:${NODE}-alpine AS base
                FROM base AS build
                WORKDIR /srv/app
                COPY package*.json ./
                RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --no-audit && npm cache clean --force
                COPY . .
                RUN npm run build && \\
                    rm -rf src
                ENV NODE_ENV=production GREETING="good day"
                EXPOSE 3000
                USER node
                CMD ["node", "/srv/app/dist/server.js", "--port", "$PORT"]
                """);
        assertThat(look.unmet()).isEmpty();
        Plan plan = look.plan().orElseThrow();
        assertThat(plan.stack()).isEqualTo("nodejs");
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("nodejs", "20", "20.20.2"));
        assertThat(plan.build()).isEqualTo(new Plan.Build("npm run build"));
        assertThat(plan.command("web").orElse("")).isEqualTo("node ./dist/server.js --port $PORT");
        assertThat(plan.env()).containsEntry("GREETING", "good day");
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("exposes 3000"));
    }

    @Test
    void mountedSecretsAreBuildSecretsOfTheApp() {
        Look look = look(
                """
                FROM node:20
                RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
                RUN --mount=type=secret,id=maps-key,env=MAPS --mount=type=cache,target=/x npm run build
                RUN --mount=type=secret,id=sentry --mount=type=secret,id=sentry.org SENTRY_TOKEN="$(cat /run/secrets/sentry)" npm run maps && npm run upload -- /run/secrets/sentry.org
                RUN --mount=type=secret,id=KEY export A=$(cat /run/secrets/KEY) && npm run last
                CMD ["node", "server.js"]
                """);
        assertThat(look.unmet()).isEmpty();
        Plan plan = look.plan().orElseThrow();
        assertThat(plan.build())
                .isEqualTo(new Plan.Build("MAPS=\"$MAPS_KEY\" npm run build"
                        + " && SENTRY_TOKEN=\"$(cat /run/secrets/SENTRY)\" npm run maps"
                        + " && npm run upload -- /run/secrets/SENTRY_ORG"
                        + " && export A=$(cat /run/secrets/KEY) && npm run last"));
        assertThat(plan.settings()).containsEntry(Plan.MOUNTS, "KEY=5 MAPS_KEY=3 SENTRY=4 SENTRY_ORG=4");
        assertThat(plan.warnings())
                .anyMatch(warning -> warning.contains("\"npmrc\"") && warning.contains("firn registries"));
    }

    @Test
    void aSecretThatABuildCannotSeeThereIsRefusedWithItsLine() {
        Look look = look(
                """
                FROM node:20
                RUN --mount=type=secret,id=aws,target=/root/.aws/credentials npm run build
                RUN --mount=type=secret,id=1st npm run build
                CMD ["node", "server.js"]
                """);
        assertThat(look.unmet())
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault)
                        .hasMessageContaining("line 2")
                        .hasMessageContaining("a build sees it as /run/secrets/AWS"))
                .anySatisfy(fault -> assertThat(fault).hasMessageContaining("line 3"));
    }

    @Test
    void whatAStageBeginsFromAndCopiesFromBelongsToIt() {
        Look look = look(
                """
                FROM node:20-slim AS base
                WORKDIR /srv/app
                CMD ["node", "/srv/app/dist/server.js"]
                FROM base AS unused
                RUN apk add ffmpeg
                FROM base AS build
                COPY . .
                RUN npm ci && npm run build
                FROM base
                COPY --from=build /srv/app /srv/app
                """);
        assertThat(look.unmet()).isEmpty();
        Plan plan = look.plan().orElseThrow();
        assertThat(plan.build()).isEqualTo(new Plan.Build("npm run build"));
        assertThat(plan.command("web").orElse("")).isEqualTo("node ./dist/server.js");
        Plan numbered =
                look("""
                        FROM ruby:3.3
                        RUN bin/rake site
                        CMD ["x"]
                        FROM ruby:3.3
                        COPY --from=0 /a /a
                        ENTRYPOINT ["ruby", "a.rb"]
                        """)
                        .plan()
                        .orElseThrow();
        assertThat(numbered.build()).isEqualTo(new Plan.Build("bin/rake site"));
        assertThat(numbered.command("web").orElse("")).isEqualTo("ruby a.rb");
        Look two = look(
                """
                FROM node:20 AS pages
                RUN npm ci
                FROM php:8.2-apache
                COPY --from=pages /a /var/www/html
                """);
        assertThat(two.unmet()).singleElement().satisfies(no -> assertThat(no.getMessage())
                .contains("line 1 (FROM node:20 AS pages)")
                .contains("Node.js beside PHP"));
    }

    @Test
    void aProgramThatIsCopiedOntoABareImageIsBuiltByItsBuilder() {
        Plan plan = look(
                        """
                        FROM golang:1.24 AS builder
                        WORKDIR /src
                        COPY . .
                        RUN go mod download
                        RUN CGO_ENABLED=0 go build -o /out/serve ./cmd/serve
                        FROM gcr.io/distroless/static
                        COPY --from=builder /out/serve /serve
                        ENTRYPOINT ["/serve"]
                        CMD ["-v"]
                        """,
                        "cmd/serve/x.txt",
                        "")
                .plan()
                .orElseThrow();
        assertThat(plan.stack()).isEqualTo("go");
        assertThat(plan.settings()).containsEntry("package", "./cmd/serve").containsEntry("binary", "serve");
        assertThat(plan.command("web").orElse("")).isEqualTo("serve -v");
    }

    @Test
    void pagesThatAreCopiedToAFileServerAreServed() {
        Plan plan =
                look("""
                        FROM node:20 AS build
                        WORKDIR /app
                        COPY . .
                        RUN yarn install --frozen-lockfile && yarn build
                        FROM nginx:alpine
                        COPY --from=build /app/dist /usr/share/nginx/html
                        """)
                        .plan()
                        .orElseThrow();
        assertThat(plan.stack()).isEqualTo("nodejs");
        assertThat(plan.site()).isEqualTo(new Plan.Site("dist", false));
        assertThat(plan.build()).isEqualTo(new Plan.Build("yarn build"));
        Plan files = look("FROM nginx\nCOPY ./site /usr/share/nginx/html\n", "site/page.html", "")
                .plan()
                .orElseThrow();
        assertThat(files.stack()).isEqualTo("static");
        assertThat(files.site()).isEqualTo(new Plan.Site("site", false));
    }

    @Test
    void phpBehindApacheIsOurPhpServer() {
        Plan plan = look("FROM php:8.2-apache\nRUN docker-php-ext-install pdo_mysql\nCOPY . /var/www/html/\n")
                .plan()
                .orElseThrow();
        assertThat(plan.stack()).isEqualTo("php");
        assertThat(plan.command("web").orElse("")).isEqualTo("firn-php");
        assertThat(plan.toolchain()).isEqualTo(new Plan.Toolchain("php", "8.2", "8.2.29"));
    }

    @Test
    void aStepThatNothingCanDoIsNamedWithItsLine() {
        Look look = look(
                """
                FROM python:3.11-slim
                RUN apt-get update && apt-get install -y curl \\
                      ffmpeg
                RUN curl https://example.org/x | sh
                ADD https://example.org/model.bin /m
                CMD python main.py
                """);
        assertThat(look.plan().orElseThrow().command("web").orElse("")).isEqualTo("python main.py");
        assertThat(look.unmet()).extracting(Fault::getMessage).hasSize(3);
        assertThat(look.unmet().get(0).getMessage()).contains("a build has no network");
        assertThat(look.unmet().get(1).getMessage()).contains("line 2").contains("ffmpeg");
        assertThat(look.unmet().get(2).getMessage())
                .contains("line 4 (RUN curl https://example.org/x | sh)")
                .contains("build: as-is, not reproducible");
    }

    @Test
    void aBaseOfNoKnownStackSaysSo() {
        Look look = look("FROM example.org/our/base:1\nCMD [\"x\"]\n");
        assertThat(look.plan()).isEmpty();
        assertThat(look.unmet().getFirst().getMessage())
                .contains("line 1 (FROM example.org/our/base:1)")
                .contains("as-is, not reproducible");
        assertThat(look("RUN x\n").unmet().getFirst().getMessage()).contains("no FROM line");
    }

    @Test
    void theAppsOwnFilesGoBeforeADockerfile() {
        Plan plan = DETECTION.plan(
                "shop",
                MapTree.of(
                        "Dockerfile",
                        "FROM python:3.11\nCMD x\n",
                        "go.mod",
                        "module a\n",
                        "main.go",
                        "package main\nfunc main() {}\n"));
        assertThat(plan.stack()).isEqualTo("go");
        assertThat(plan.warnings()).isEmpty();
        Plan said = DETECTION
                .look(
                        "shop",
                        MapTree.of(
                                "Dockerfile",
                                "FROM python:3.11\nCMD [\"python\", \"x.py\"]\n",
                                "go.mod",
                                "module a\n",
                                "firn.toml",
                                "stack = \"dockerfile\"\n"))
                .plan()
                .orElseThrow();
        assertThat(said.stack()).isEqualTo("python");
    }

    @Test
    void argumentsAndHeredocsAreRead() {
        Dockerfile file = Dockerfile.parse(
                """
                ARG V=1
                FROM a:${V:-2} AS x
                ARG W=3
                ENV A=$W B='c d'
                RUN <<EOF
                npm ci
                FROM nothing
                EOF
                LABEL z=${A}
                """);
        assertThat(file.stages()).singleElement().satisfies(stage -> {
            assertThat(stage.image()).isEqualTo("a:1");
            assertThat(stage.instructions())
                    .extracting(Dockerfile.Instruction::word)
                    .containsExactly("ENV", "RUN", "LABEL");
            assertThat(stage.instructions().getFirst().text()).isEqualTo("A=3 B='c d'");
            assertThat(stage.instructions().getLast().text()).isEqualTo("z=3");
            assertThat(stage.instructions().get(1).line()).isEqualTo(5);
        });
    }

    @Test
    void hostileFilesAreReadInABoundedWay() {
        look("FROM node\nRUN npm ci " + "--a ".repeat(2_000) + "!\nCMD x\n");
        look("FROM node:20\n" + "ENV A=${A}${A}\n".repeat(20_000) + "CMD [\"x\"\n");
        look("FROM a AS b\nFROM b AS a\nFROM a\n");
        look("FROM node AS a\n".repeat(3) + "FROM a AS a\n".repeat(20_000) + "CMD x\n");
        look("FROM node\nRUN <<EOF\n" + "x\\\n".repeat(50_000));
        assertThat(look("").unmet()).hasSize(1);
    }

    private static Look look(String dockerfile, String... more) {
        String[] files = new String[more.length + 2];
        System.arraycopy(more, 0, files, 0, more.length);
        files[more.length] = "Dockerfile";
        files[more.length + 1] = dockerfile;
        return DETECTION.look("shop", MapTree.of(files));
    }

    @Test
    void quotedTextIsNoEndOfACommandAndWhatWritesAFileIsRefused() {
        Look look = look(
                """
                FROM node:20
                RUN echo -e "\\e[1;33mhello; and && so\\e[0m" && env && npm ci
                CMD ["node", "server.js"]
                """);
        assertThat(look.unmet()).isEmpty();
        look = look(
                """
                FROM node:20
                RUN echo "<h1>" > public/index.html
                RUN echo "x" >> /etc/apt/sources.list
                CMD ["node", "server.js"]
                """);
        assertThat(look.unmet())
                .singleElement()
                .extracting(Fault::getMessage)
                .asString()
                .contains("writes a file");
    }
}
