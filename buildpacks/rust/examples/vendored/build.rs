fn main() {
    println!("cargo:rustc-env=GREETING=hello from a vendored crate");
    println!("cargo:rerun-if-changed=build.rs");
}
