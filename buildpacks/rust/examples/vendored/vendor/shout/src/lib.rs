/// The text in capital letters.
pub fn shout(text: &str) -> String {
    text.to_uppercase()
}
