# A C and C++ compiler whose programs run from the store: Debian's gcc with headers, start files, loader and library paths of a
# release. Rust links with it; native gems and crates are compiled by it. One package: bin/{cc,gcc,c++,g++,cpp,ld,ar,…,pkg-config,make}.
{
  build,
  release, # derivations of a Debian release
  gcc, # the package whose path holds the compiler, as gcc-12
  version, # its major version
  patchelf,
  bash,
  libraries, # development packages whose headers and libraries are found
}:
build {
  name = "cc-${version}";
  script = ./cc.sh;
  data = {
    gcc = "${release.${gcc}}";
    inherit version patchelf;
    shell = "${bash}/bin/bash";
    binutils = [ "${release.binutils-x86-64-linux-gnu}" ];
    libc = "${release.libc6}";
    headers = map (name: "${release.${name}}") [ "libc6-dev" "linux-libc-dev" "libcrypt-dev" ];
    # What every program finds when it runs, beside libc.
    runtime = map (name: "${release.${name}}") [ "libgcc-s1" "libstdc++6" ];
    developed = map (name: "${release.${name}}") libraries;
    make = "${release.make}";
    pkgconf = "${release.pkgconf-bin or release.pkgconf}";
  };
}
