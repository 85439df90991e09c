# In: texts.
mkdir "$out"
for text in "$texts"/*.txt; do
  name=${text##*/}
  printf '<!doctype html>\n<title>%s</title>\n<p>%s</p>\n' "${name%.txt}" "$(cat "$text")" > "$out/${name%.txt}.html"
done
