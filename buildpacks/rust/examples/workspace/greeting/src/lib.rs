/// A line that greets.
pub fn of(whom: &str) -> String {
    format!("hello from {whom} of rust\n")
}
