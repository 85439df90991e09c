{
  description = "A program that its own flake builds";

  # `firn` is the package set that Firn builds with; elsewhere it is Firn's own repository: --override-input firn path:…
  outputs =
    { self, firn }:
    let
      system = "x86_64-linux";
      set = firn.legacyPackages.${system};
      python = set.toolchain.python (set.defaultVersion "python");
      hello = set.build {
        name = "hello-1.0";
        script = ./build.sh;
        data = {
          server = ./src/server.py;
          interpreter = "${python.bin}/bin/python3";
        };
      };
    in
    {
      packages.${system}.default = hello // {
        meta.mainProgram = "hello";
      };
    };
}
