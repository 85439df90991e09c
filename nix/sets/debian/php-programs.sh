# In: programs, names, source, patchelf, tzdata.
mkdir -p "$out/bin" "$out/lib"
cc -O2 -fPIC -shared -DZONEINFO="\"$tzdata\"" -Wl,-soname,libzoneinfo.so -o "$out/lib/libzoneinfo.so" "$source"
for n in "${!programs[@]}"; do
  program=$out/bin/${names[$n]}
  cp "${programs[$n]}" "$program"
  chmod u+w "$program"
  "$patchelf" --add-needed "$out/lib/libzoneinfo.so" "$program"
done
