// Package greeting is a module that this example carries in vendor/.
package greeting

// For gives the greeting for a name.
func For(name string) string { return "Hello from " + name }
