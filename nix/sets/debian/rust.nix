# Rust of a Debian release: rustc and cargo in one bin/, which look for their parts beside themselves.
{
  build,
  release,
  version,
}:
build {
  name = "rust-${version}";
  script = ../../lib/programs.sh;
  data.programs = [
    "${release.rustc}/bin/rustc"
    "${release.rustc}/bin/rustdoc"
    "${release.cargo}/bin/cargo"
  ];
}
