// Package shared is what several programs of the workspace use.
package shared

// Greeting is a line that greets.
func Greeting(whom string) string { return "Hello from " + whom }
