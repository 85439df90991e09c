# shellcheck shell=bash
# A JDK 25: the machine's own, else one unpacked from Debian's packages into the cache folder.

is_jdk25() { [[ -x $1/bin/javac && $("$1/bin/java" -version 2>&1) == *' version "25'* ]]; }

# Prints the home of a JDK 25 that is there already.
find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*25* /usr/lib/jvm/* "$FIRN_CACHE/jdk-25/home"; do
    if [[ -n $home ]] && is_jdk25 "$home"; then
      echo "$home"
      return
    fi
  done
  return 1
}

use_jdk() {
  if ! JAVA_HOME=$(find_jdk); then
    step_begin 'unpack JDK 25 from Debian'
    cache_lock jdk unpack_jdk
    JAVA_HOME=$FIRN_CACHE/jdk-25/home
    is_jdk25 "$JAVA_HOME" || fail "use the JDK in $JAVA_HOME: it does not start. Install a JDK 25 and set JAVA_HOME."
    step_end
  fi
  export JAVA_HOME
}

# Debian's JDK wants a newer libc than bookworm has, so it gets the libc of its own suite, by interpreter and search path.
unpack_jdk() {
  local top=$FIRN_CACHE/jdk-25 work=$FIRN_CACHE/jdk-25.new tools=$FIRN_CACHE/jdk-tools java libs file
  if is_jdk25 "$top/home"; then return; fi
  rm -rf "$top" "$work" "$tools"
  unpack_packages "$tools" patchelf libc6 libstdc++6 libgcc-s1
  unpack_packages "$work" openjdk-25-jdk-headless openjdk-25-jre-headless libc6 libgcc-s1 libstdc++6 zlib1g
  java=usr/lib/jvm/java-25-openjdk-amd64 libs=$top/usr/lib/x86_64-linux-gnu
  link_settings "$work" "$java"
  while read -r file; do
    if head -c 4 "$file" | grep -q ELF; then patch_elf "$tools" "$file" "$libs" "$top/$java"; fi
  done < <(find "$work/$java/bin" "$work/$java/lib" -type f \( -perm -u+x -o -name '*.so' \))
  ln -s "$java" "$work/home"
  mv "$work" "$top"
  rm -rf "$tools"
  make_trust_store "$top/home"
}

patch_elf() {
  local tools=$1 file=$2 libs=$3 java=$4 root
  root=$tools/usr/lib/x86_64-linux-gnu
  local -a patchelf=("$root/ld-linux-x86-64.so.2" --library-path "$root" "$tools/usr/bin/patchelf")
  "${patchelf[@]}" --set-rpath "$java/lib:$java/lib/server:$libs" "$file"
  case $file in *.so) ;; *) "${patchelf[@]}" --set-interpreter "$libs/ld-linux-x86-64.so.2" "$file" ;; esac
}

# Debian keeps the JDK's settings in /etc and links there by absolute path.
link_settings() {
  local work=$1 java=$2 link target
  while read -r link; do
    target=$(readlink "$link")
    if [[ $target == /etc/java-25-openjdk/* && -e $work$target ]]; then
      rm "$link"
      cp -a "$work$target" "$link"
    fi
  done < <(find "$work/$java" -type l -lname '/etc/*')
}

make_trust_store() {
  local home=$1 bundle=/etc/ssl/certs/ca-certificates.crt
  [[ -f $bundle ]] || return 0
  rm -f "$home/lib/security/cacerts"
  "$home/bin/java" "$FIRN_ROOT/ops/lab/TrustStore.java" "$bundle" "$home/lib/security/cacerts"
}
