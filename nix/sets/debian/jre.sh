# A runtime image of a JDK. In: jdk, certificates, and what patch.sh needs.
. "$library"
# All of Java SE, what servers and their monitors ask for, and the parts that frameworks use by reflection; not the compiler.
modules=java.se,jdk.accessibility,jdk.attach,jdk.charsets,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.dynalink,jdk.httpserver,jdk.jcmd,jdk.jdwp.agent,jdk.jfr,jdk.localedata,jdk.management,jdk.management.agent,jdk.management.jfr,jdk.naming.dns,jdk.naming.rmi,jdk.net,jdk.nio.mapmode,jdk.sctp,jdk.security.auth,jdk.security.jgss,jdk.unsupported,jdk.xml.dom,jdk.zipfs
# Seventy-five of a hundred parts of the container's memory are for the heap; a process that has none left ends, and is started again.
"$jdk/bin/jlink" -J-Xmx512m -J-XX:+UseSerialGC --add-modules "$modules" --strip-java-debug-attributes --no-header-files --no-man-pages \
  --compress=2 --include-locales=en --add-options="-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError" --output "$TMPDIR/image"
cp -a "$TMPDIR/image/." "$out/"
chmod -R u+w "$out"
# Windows and sound need libraries that no server has.
rm -f "$out"/lib/libawt_xawt.so "$out"/lib/libjawt.so "$out"/lib/libsplashscreen.so "$out"/lib/libjsound.so
cp "$certificates/cacerts" "$out/lib/security/cacerts"
patch
