# Gradle as this buildpack runs it; sourced. In: jdkHome, firnGradle, registry (where all files come from), bash, goals.
export JAVA_HOME=$jdkHome GRADLE_USER_HOME=$HOME/.gradle
export GRADLE_OPTS="-Duser.home=$HOME -Dfirn.registry=$registry -Dorg.gradle.native=false -XX:+UseSerialGC -XX:TieredStopAtLevel=1 ${GRADLE_OPTS:-}"
gradleProgram=$(type -P gradle)
mkdir -p "$TMPDIR/gradle/bin" "$GRADLE_USER_HOME"
{
  printf '#!%s\n' "$bash"
  printf 'exec %q --no-daemon --console=plain --init-script %q "$@" -x test\n' "$gradleProgram" "$firnGradle"
} > "$TMPDIR/gradle/bin/gradle"
chmod +x "$TMPDIR/gradle/bin/gradle"
export PATH=$TMPDIR/gradle/bin:$PATH
# A wrapper would fetch a Gradle of its own; the plan has chosen one already.
if [ -e gradlew ]; then cp "$TMPDIR/gradle/bin/gradle" gradlew; fi

# Builds the app in the working folder, by the plan's command or by the tasks that write what is started.
runTool() {
  local -a words
  read -r -a words <<< "$goals"
  if [ -n "$buildCommand" ]; then runBuild; else echo "\$ gradle ${words[*]}"; gradle "${words[@]}"; fi
}
