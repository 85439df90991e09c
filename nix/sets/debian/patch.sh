# What every builder of this set needs: the seed's commands, and the functions that make a folder refer to the store alone.
# Sourced by busybox ash. In: seed, patchelf (folder of the unpacked tool, may be empty), libc, closure, shell.
mkdir "$TMPDIR/bin"
"$seed/bin/busybox" --install -s "$TMPDIR/bin"
export PATH="$TMPDIR/bin" LC_ALL=C
umask 022
archlib=lib/x86_64-linux-gnu
loader=$archlib/ld-linux-x86-64.so.2

# Where a file of the file system that the package was made for lies in the store; nothing if nowhere.
locate() {
  local wanted=${1#/} dir
  wanted=${wanted#usr/}
  for dir in "$out" $closure; do
    if [ -e "$dir/$wanted" ] || [ -L "$dir/$wanted" ]; then echo "$dir/$wanted"; return; fi
  done
}

links() {
  local link target found
  find "$out" -type l | while IFS= read -r link; do
    target=$(readlink "$link")
    case $target in
      /*) ;;
      *) [ ! -e "$link" ] || continue
         target=$(realpath -m "$(dirname "$link")/$target" 2>/dev/null || echo "")
         target=${target#"$out"} ;;
    esac
    found=$(locate "$target")
    if [ -n "$found" ] && [ "$found" != "$link" ]; then ln -sfn "$found" "$link"
    else echo "left out: ${link#"$out"/}, a link to $target"; rm "$link"; fi
  done
}

# The interpreter that a script's first line names, in the store; nothing if no dependency has it.
interpreter() {
  local name dir
  set -f; set -- $1; set +f
  name=${1##*/}
  if [ "$name" = env ]; then shift; [ "${1:-}" != -S ] || shift; name=${1:-}; fi
  for dir in "$out" $closure; do
    if [ -x "$dir/bin/$name" ]; then echo "$dir/bin/$name"; return; fi
  done
  case $name in
    sh | bash | dash) [ -z "$shell" ] || echo "$shell/bin/bash" ;;
  esac
}

script() {
  local first found arguments
  IFS= read -r first < "$1" || true
  first=${first#'#!'}
  first=${first# }
  case $first in "$NIX_STORE"/*) return ;; esac
  found=$(interpreter "$first")
  if [ -z "$found" ]; then
    case $1 in "$out"/bin/* | "$out"/sbin/*) echo "not executable: ${1#"$out"/}, no dependency has $first" ;; esac
    chmod -x "$1"
    return
  fi
  set -f; set -- "$1" $first; set +f
  case $2 in */env) arguments= ;; *) arguments=${3:+ $3} ;; esac
  sed -i "1s|.*|#!$found$arguments|" "$1"
}

pe() { "$patchelf/$loader" --library-path "$patchelf/$archlib:$patchelf/usr/$archlib" "$patchelf/usr/bin/patchelf" "$@"; }

elf() {
  local needed rpath= old name dir entry found
  needed=$(pe --print-needed "$1" 2>/dev/null) || return 0
  old=$(pe --print-rpath "$1" 2>/dev/null | tr ':' ' ')
  dirs=
  for entry in $old; do
    case $entry in
      *'$ORIGIN'*) rpath=${rpath:+$rpath:}$entry ;;
      /*) found=$(locate "$entry"); [ -z "$found" ] || dirs="$dirs $found" ;;
    esac
  done
  dirs="$dirs $out/$archlib $out/lib"
  for dir in $closure; do dirs="$dirs $dir/$archlib $dir/lib"; done
  for name in $needed; do
    found=
    for dir in $dirs; do
      if [ -e "$dir/$name" ]; then found=$dir; break; fi
    done
    # Some libraries lie one folder deeper, and are chosen by a link that only exists on an installed system (blas).
    for dir in $closure; do
      [ -z "$found" ] || break
      for entry in "$dir/$archlib"/*/"$name"; do [ ! -e "$entry" ] || found=${entry%/*}; done
    done
    if [ -z "$found" ]; then echo "library not found: $name for ${1#"$out"/}" | tee -a "$TMPDIR/missing"; continue; fi
    case ":$rpath:" in *":$found:"*) ;; *) rpath=${rpath:+$rpath:}$found ;; esac
  done
  if [ -z "$libc" ]; then echo "left as it is: ${1#"$out"/}, the package does not depend on libc6"; return; fi
  # DT_RPATH, not DT_RUNPATH: what a program loads later (language modules that a registry ships ready made) finds these too.
  if pe --print-interpreter "$1" >/dev/null 2>&1; then
    case ":$rpath:" in *":$libc/$archlib:"*) ;; *) rpath=${rpath:+$rpath:}$libc/$archlib ;; esac
    # In this order, and in two steps: the other way round a program that Go linked itself is broken.
    pe --force-rpath --set-rpath "$rpath" "$1"
    pe --set-interpreter "$libc/$loader" "$1"
  elif [ -n "$rpath" ]; then
    pe --force-rpath --set-rpath "$rpath" "$1"
  fi
}

patch() {
  local file magic
  find "$out" -type f ! -path '*/testdata/*' | while IFS= read -r file; do
    magic=
    IFS= read -r -n 4 magic < "$file" 2>/dev/null || true
    case $magic in
      ?ELF) [ -z "$patchelf" ] || elf "$file" ;;
      '#!'*) [ ! -x "$file" ] || script "$file" ;;
    esac
  done
}
