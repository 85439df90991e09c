# Turns Debian packages into one store path. Runs in busybox ash, on nothing but the seed.
# In, beside what patch.sh needs: library (patch.sh), debs, depends (outputs of the direct dependencies), flat (empty: only unpack),
# python (folder of the Python that its modules are compiled for, "self", or empty), after (shell text of the set itself, may be empty).
. "$library"
root=$TMPDIR/root
mkdir "$root" "$out"

unpack() {
  local parts="$TMPDIR/parts" member
  for deb in $debs; do
    mkdir "$parts"
    (cd "$parts" && ar x "$deb")
    member=$(cd "$parts" && ls data.tar*)
    case $member in
      data.tar.xz) tar -xJf "$parts/$member" -C "$root" ;;
      data.tar.gz) tar -xzf "$parts/$member" -C "$root" ;;
      data.tar) tar -xf "$parts/$member" -C "$root" ;;
      *) echo "Could not unpack $deb: its $member is packed in a way the seed cannot open." >&2; exit 1 ;;
    esac
    rm -rf "$parts"
  done
}

# usr/ becomes the root of the output: interpreters find their prefix from where bin/ is.
flatten() {
  local dir
  for dir in usr bin sbin lib lib64 etc var; do
    [ -d "$root/$dir" ] && [ ! -L "$root/$dir" ] || continue
    case $dir in
      usr) cp -a "$root/usr/." "$out/" ;;
      *) mkdir -p "$out/$dir"; cp -a "$root/$dir/." "$out/$dir/" ;;
    esac
  done
  rm -rf "$root" "$out/lib64" "$out/var" "$out/share/man" "$out/share/info" "$out/share/lintian" "$out/share/bug" "$out/share/locale"
  if [ -d "$out/share/doc" ]; then
    find "$out/share/doc" ! -type d ! -name copyright -exec rm {} +
  fi
  find "$out" -depth -mindepth 1 -type d -exec rmdir {} \; 2>/dev/null || true
  chmod -R u+w "$out"
}

# Modules that name a file of a dependency by its place in a Debian system (pytz: /usr/share/zoneinfo).
modules() {
  local file name found
  find "$out"/lib/python3* -name '*.py' -type f -exec grep -l '/usr/' {} + 2>/dev/null | while IFS= read -r file; do
    grep -o '/usr/[A-Za-z0-9._+/-]*[A-Za-z0-9]' "$file" | sort -ru | while IFS= read -r name; do
      found=$(locate "$name")
      [ -z "$found" ] || sed -i "s|$name|$found|g" "$file"
    done
  done
}

# Python writes what it compiled beside the source, which the store forbids later: it is done here, without times in it.
compile() {
  local folder interpreter=$python
  [ "$python" != self ] || interpreter=$out
  for folder in "$out/lib/python3/dist-packages" "$out"/lib/python3.*; do
    [ -d "$folder" ] || continue
    PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 "$interpreter/bin/python3" -s -m compileall -q -j 1 --invalidation-mode unchecked-hash \
      -x '/(test|tests|bad_coding)/' "$folder" >/dev/null || echo "some modules of ${folder#"$out"/} do not compile"
  done
}

unpack
if [ -n "$flat" ]; then
  flatten
  links
  patch
  [ -z "$python" ] || modules
  [ -z "$python" ] || compile
  if [ -n "$depends" ]; then
    mkdir -p "$out/nix-support"
    for dir in $depends; do echo "$dir"; done > "$out/nix-support/depends"
  fi
else
  cp -a "$root/." "$out/"
  rm -rf "$out/lib64" "$out/usr/share"
fi
eval "$after"
