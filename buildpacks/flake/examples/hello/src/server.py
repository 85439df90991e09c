import os
from http.server import BaseHTTPRequestHandler, HTTPServer


class Hello(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello from an own flake\n")


HTTPServer(("", int(os.environ["PORT"])), Hello).serve_forever()
