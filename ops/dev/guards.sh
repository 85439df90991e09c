#!/usr/bin/env bash
# Shows that each guard of the build stops the violation it is there for. In a copy of the tree, one violation at a time is
# seeded and the build must fail with that guard's own words. Takes some minutes; run it when a guard or its version changes.
set -euo pipefail
cd "$(dirname "$0")/../.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
failed=0 passed=0

# seed NAME WORDS COMMAND...: runs COMMAND in the copy after the caller wrote the violation; it must fail and print WORDS.
seed() {
  local name=$1 words=$2
  shift 2
  if (cd "$copy" && "$@") >"$copy/guard.log" 2>&1; then
    echo "not stopped  $name"
    failed=$((failed + 1))
  elif grep -q -- "$words" "$copy/guard.log"; then
    echo "stopped      $name"
    passed=$((passed + 1))
  else
    echo "failed for another reason  $name"
    tail -n 20 "$copy/guard.log"
    failed=$((failed + 1))
  fi
  fresh
}

fresh() {
  rm -rf "$copy/src" "$copy/docs" "$copy/pom.xml"
  cp -r src docs pom.xml "$copy/"
}

cp -r .mvn "$copy/"
for folder in nix buildpacks ops runtime; do [[ ! -d $folder ]] || cp -r "$folder" "$copy/"; done
fresh
compile=(mvn -B -q -Dspotless.check.skip=true compile)
architecture=(mvn -B -q -Dspotless.check.skip=true test -Dsurefire.failIfNoSpecifiedTests=false '-Dtest=Arch*Test,SourcesTest')
java=$copy/src/main/java/io/firn

sed -i 's/^public final class Fault/public   final class Fault/' "$java/fault/Fault.java"
seed 'Spotless: bad layout' 'spotless' mvn -B -q validate

printf 'package io.firn.fault;\n\nfinal class Seed {\n    void run() {\n        "x".trim();\n    }\n}\n' >"$java/fault/Seed.java"
seed 'Error Prone: ignored result' 'ReturnValueIgnored\|CheckReturnValue' "${compile[@]}"

printf 'package io.firn.fault;\n\nfinal class Seed {\n    String run() {\n        return null;\n    }\n}\n' >"$java/fault/Seed.java"
seed 'NullAway: null returned' 'NullAway' "${compile[@]}"

printf 'package io.firn.fault;\n\nimport java.util.List;\n\nfinal class Seed {\n    int run(List list) {\n        return list.size();\n    }\n}\n' >"$java/fault/Seed.java"
seed 'javac -Xlint: raw type' 'warnings found\|rawtypes' "${compile[@]}"

printf 'package io.firn.fault;\n\nfinal class Seed {\n    Object run() {\n        return new ProcessBuilder("true");\n    }\n}\n' >"$java/fault/Seed.java"
seed 'ArchUnit: process outside exec' 'onlyExecStartsProcesses' "${architecture[@]}"

printf 'package io.firn.tree;\n\nfinal class Seed {\n    String run() {\n        return io.firn.nix.NixBase32.encode(new byte[1]);\n    }\n}\n' >"$java/tree/Seed.java"
seed 'ArchUnit: arrow that the table lacks' 'everyRoomUsesOnlyWhatTheTableAllows' "${architecture[@]}"

printf 'package io.firn.nix;\n\nimport java.nio.file.Files;\nimport java.nio.file.Path;\n\nfinal class Seed {\n    boolean run() {\n        return Files.exists(Path.of("x"));\n    }\n}\n' >"$java/nix/Seed.java"
seed 'ArchUnit: input in a pure room' 'pureRoomsDoNoInputOrOutput' "${architecture[@]}"

sed -i 's/^| `route` |.*$/| `route` | everything | app |/' "$copy/docs/architecture.md"
seed 'docs: table that differs from the test' 'pageShowsTheSameTableAsTheTestHolds' "${architecture[@]}"

{
  printf 'package io.firn.fault;\n\n/** Long. */\nfinal class Seed {\n'
  for ((n = 0; n < 400; n++)); do printf '    // line\n'; done
  printf '}\n'
} >"$java/fault/Seed.java"
seed 'size: file over 400 lines' 'noHandWrittenFileIsLongerThanFourHundredLines' "${architecture[@]}"

mockito='<dependency><groupId>org.mockito</groupId><artifactId>mockito-core</artifactId><version>5.18.0</version></dependency>'
awk -v seed="$mockito" '/<\/dependencies>/ {last = NR} {lines[NR] = $0} END {for (n = 1; n <= NR; n++) {if (n == last) print seed; print lines[n]}}' pom.xml >"$copy/pom.xml"
seed 'enforcer: Mockito' 'Banned\|bannedDependencies\|BannedDependencies' mvn -B -q validate -Dspotless.check.skip=true

echo "guards: $passed passed, $failed failed"
((failed == 0))
