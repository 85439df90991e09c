package main

import (
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
)

func main() {
	greeting := flag.String("greeting", "nothing", "what to greet")
	flag.Parse()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "Hello from", *greeting) })
	log.Fatal(http.ListenAndServe(":"+os.Getenv("PORT"), nil))
}
