package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"example.org/workspace/shared"
)

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "3000"
	}
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, shared.Greeting("a workspace of Go")) })
	log.Fatal(http.ListenAndServe(":"+port, nil))
}
