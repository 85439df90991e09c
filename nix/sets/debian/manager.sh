# A package manager is a package like any other; its scripts get the Node.js of the same toolchain. In: archive, manager (its name).
. "$library"
home=$out/lib/node_modules/$manager
mkdir -p "$home" "$out/bin"
tar -xzf "$archive" -C "$home" --strip-components=1
for file in "$home"/bin/*.mjs "$home"/bin/*.cjs "$home"/bin/*.js; do
  [ -f "$file" ] || continue
  name=${file##*/}
  name=${name%.*}
  case $name in
    yarn | yarnpkg | pnpm | pnpx) [ ! -e "$out/bin/$name" ] || continue; chmod +x "$file"; ln -s "../lib/node_modules/$manager/bin/${file##*/}" "$out/bin/$name" ;;
  esac
done
patch
[ -e "$out/bin/$manager" ] || { echo "Could not find the command $manager in its package. Offer another version." >&2; exit 1; }
