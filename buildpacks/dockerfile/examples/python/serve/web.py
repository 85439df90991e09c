import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"{os.environ['GREETING']}\n".encode())


HTTPServer(("", int(sys.argv[sys.argv.index("--port") + 1])), Answer).serve_forever()
