# Lays files out as https://go.dev/ref/mod#goproxy-protocol says. In: names, sources (in the same order).
for n in "${!names[@]}"; do
  name=${names[$n]}
  mkdir -p "$out/${name%/*}"
  ln -s "${sources[$n]}" "$out/$name"
  # What a version is called is all that is known of it, and all that is asked.
  version=${name##*/}
  version=${version%.*}
  [ -e "$out/${name%/*}/$version.info" ] || printf '{"Version":"%s"}' "$(sed 's/!\(.\)/\u\1/g' <<< "$version")" > "$out/${name%/*}/$version.info"
done
