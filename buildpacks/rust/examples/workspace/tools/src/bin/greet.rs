fn main() {
    print!("{}", greeting::of("a tool"));
}
