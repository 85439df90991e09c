# patchelf, unpacked and nothing more: it runs through its own loader (see patch.sh) and patches every other package.
{
  system,
  seed,
  fetch,
  lock,
}:
derivation {
  name = "patchelf-unpacked";
  inherit system seed;
  builder = "${seed}/bin/busybox";
  args = [
    "ash"
    "-eu"
    ./unpack.sh
  ];
  library = ./patch.sh;
  flat = "";
  after = "";
  debs = map (
    name:
    fetch {
      registry = "debian";
      inherit (lock.packages.${name}) file;
      hash = "sha256:${lock.packages.${name}.sha256}";
    }
  ) [ "libc6" "libgcc-s1" "libstdc++6" "patchelf" ];
}
