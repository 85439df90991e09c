# The linker's scripts among the libraries name files of the file system: they get their places in the store.
for script in "$out/$archlib"/*.so "$out/$archlib"/*.a; do
  [ -f "$script" ] && [ ! -L "$script" ] || continue
  case $(head -c 30 "$script" | tr -d '\0') in "/* GNU ld script"*) ;; *) continue ;; esac
  for name in $(grep -o '/[A-Za-z0-9._+/-]*[A-Za-z0-9]' "$script" | grep / | sort -ru); do
    found=$(locate "${name#/lib64/}")
    case $name in /lib64/*) found=$libc/$archlib/${name##*/} ;; esac
    [ -z "$found" ] || sed -i "s|\([( ]\)$name\([ )]\)|\1$found\2|g" "$script"
  done
done
