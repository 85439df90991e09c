# Unpacks crates side by side, as Cargo wants a folder of sources. In: names, archives (in the same order), supplied.
mkdir -p "$out"
for n in "${!names[@]}"; do
  folder=$out/${names[$n]}
  mkdir "$folder"
  tar -xzf "${archives[$n]}" -C "$folder" --strip-components=1
  sum=$(sha256sum "${archives[$n]}")
  printf '{"files":{},"package":"%s"}' "${sum%% *}" > "$folder/.cargo-checksum.json"
done
# The package set's own crates, as their packages lay them out.
for package in "${supplied[@]}"; do
  for folder in "$package"/share/cargo/registry/*; do
    [ -e "$out/${folder##*/}" ] || ln -s "$folder" "$out/"
  done
done
