# Maven as this buildpack runs it; sourced. In: jdkHome, settings, repositoryOptions (array: where it gets files from).
export JAVA_HOME=$jdkHome
export MAVEN_OPTS="-Duser.home=$HOME -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${MAVEN_OPTS:-}"
mvnProgram=$(type -P mvn)
mkdir -p "$TMPDIR/maven/bin" "$HOME/.m2"
cp "$settings" "$HOME/.m2/settings.xml"
{
  printf '#!%s\n' "$bash"
  printf 'exec %q -B -ntp %s "$@"\n' "$mvnProgram" "$(printf '%q ' "${repositoryOptions[@]}" -s "$HOME/.m2/settings.xml" \
    "-Dmaven.repo.local=$HOME/.m2/repository" -Dmaven.test.skip=true -Dproject.build.outputTimestamp=1980-01-01T00:00:02Z)"
} > "$TMPDIR/maven/bin/mvn"
chmod +x "$TMPDIR/maven/bin/mvn"
export PATH=$TMPDIR/maven/bin:$PATH
# A wrapper would fetch a Maven of its own; the plan has chosen one already.
if [ -e mvnw ]; then cp "$TMPDIR/maven/bin/mvn" mvnw; fi

# Builds the app in the working folder, by the plan's command or by goals and module.
runTool() {
  local -a words
  read -r -a words <<< "$goals"
  if [ -n "$module" ]; then words+=(-pl "$module" -am); fi
  if [ -n "$buildCommand" ]; then runBuild; else echo "\$ mvn ${words[*]}"; mvn "${words[@]}"; fi
}
