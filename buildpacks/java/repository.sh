# A Maven repository of links. In: files, path below the registry -> file.
mkdir "$out"
cd "$out"
for name in "${!files[@]}"; do printf '%s\0' "${name%/*}"; done | sort -zu | xargs -0 -r mkdir -p --
for name in "${!files[@]}"; do
  ln -s "${files[$name]}" "$name"
  # Where Maven works without network it reads what it knew of a repository from a file that is named after it (settings.xml).
  if [[ $name == */maven-metadata.xml ]]; then ln -s "${files[$name]}" "${name%.xml}-firn.xml"; fi
done
