# Programs of several packages in one bin/. In: programs.
mkdir -p "$out/bin"
for program in "${programs[@]}"; do ln -s "$program" "$out/bin/"; done
