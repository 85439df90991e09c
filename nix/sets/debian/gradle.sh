# Gradle, after its packages are unpacked into $out. In: launcher (its version), java, relocate, shell.
# Reading only what builds need keeps it small: programs of the other packages, and Maven's view of all jars, are left out.
rm -rf "$out/bin" "$out/share/maven-repo" "$out/share/doc" "$out/share/ant" "$out/share/gradle/bin"
core=$out/share/java/gradle-core-api-$launcher.jar
"$java/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$relocate" "$core" "$TMPDIR/core.jar" \
  /usr/share/gradle "$out/share/gradle" /usr/share/java "$out/share/java"
mv "$TMPDIR/core.jar" "$core"
mkdir "$out/bin"
# Debian's own start script asks Java for its version first; this is the Java that it is made for.
cat > "$out/bin/gradle" <<SCRIPT
#!$shell/bin/bash
exec "\$JAVA_HOME/bin/java" --add-opens java.base/java.lang=ALL-UNNAMED \${GRADLE_OPTS:-} -Dorg.gradle.appname=gradle \\
  -classpath "$out/share/gradle/lib/gradle-launcher-$launcher.jar" org.gradle.launcher.GradleMain "\$@"
SCRIPT
chmod 755 "$out/bin/gradle"
