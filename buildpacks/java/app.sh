# In: tool, toolScript, repository, jdkHome, goals, module, jar, normalise, settings, firnGradle.

case $tool in
  maven)
    mkdir -p "$HOME/.m2/repository"
    cp -rs "$repository/." "$HOME/.m2/repository/"
    chmod -R u+w "$HOME/.m2/repository"
    repositoryOptions=(-o)
    ;;
  gradle) registry=file://$repository ;;
esac
if [ "$tool" != none ]; then
  . "$toolScript"
  runTool
fi

# The jar whose name only the build knows.
if [[ $jar == *'*'* ]]; then
  found=
  for candidate in $jar; do
    case ${candidate##*/} in
      original-* | *-sources.jar | *-javadoc.jar | *-tests.jar | *-plain.jar) ;;
      *) [ ! -f "$candidate" ] || { found=$candidate; break; } ;;
    esac
  done
  if [ -z "$found" ]; then echo "Could not find the jar: the build wrote no $jar. Name it in firn.toml." >&2; exit 1; fi
  ln -s "$found" app.jar
elif [ -n "$jar" ] && [ ! -f "$jar" ]; then
  echo "Could not find the jar $jar: the build did not write it. Name the right one in firn.toml." >&2
  exit 1
fi

# What the build left for itself stays behind; times in archives of this build are taken out.
find . -depth -type d \( -name maven-status -o -name maven-archiver -o -name generated-sources -o -name generated-test-sources \
  -o -name test-classes -o -name surefire-reports \) -path '*/target/*' -exec rm -rf {} +
find . -path '*/target/*' -name '*.original' -delete
find . -maxdepth 4 -path '*/target/*' \( -name '*.jar' -o -name '*.war' \) -print0 | sort -z | xargs -0 -r \
  java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "$normalise"
if [ "$tool" = gradle ]; then # its archives have no times to begin with
  find . -depth -type d \( -name .gradle -o -path '*/build/tmp' -o -path '*/build/reports' -o -path '*/build/test-results' \
    -o -path '*/build/generated' \) -exec rm -rf {} +
fi
cp -R . "$out/app/"
