# Runs the build once while a recorder writes down what the tool gets of its registry; what is built here is thrown away.
# In: source, subdir, recorder (address), buildCommand, goals, module, jdkHome, tool, toolScript, settings, firnGradle, bash.
cp -R "$source/." "$TMPDIR/source"
chmod -R u+w "$TMPDIR/source"
cd "$TMPDIR/source/$subdir"
runBuild() { echo "\$ $buildCommand"; "$bash" -c "$buildCommand"; }
sed "s|http://maven.sources.invalid/|$recorder|" "$settings" > "$TMPDIR/settings.xml"
# Archives come in as many at once as the recorder can have under way.
settings=$TMPDIR/settings.xml registry=$recorder
repositoryOptions=(-Dmaven.artifact.threads=16 -Daether.connector.basic.threads=16)
. "$toolScript"
runTool
echo resolved > "$out"
