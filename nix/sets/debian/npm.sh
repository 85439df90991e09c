# npm is a package like any other; its scripts get the Node.js of the same toolchain. In: archive.
. "$library"
home=$out/lib/node_modules/npm
mkdir -p "$home" "$out/bin"
tar -xzf "$archive" -C "$home" --strip-components=1
rm -rf "$home/man" "$home/docs"
chmod +x "$home/bin/npm-cli.js" "$home/bin/npx-cli.js"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$out/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$out/bin/npx"
patch
