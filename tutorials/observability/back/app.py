"""Tells prices, and as part of which trace it was asked."""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Back(BaseHTTPRequestHandler):
    def do_GET(self):
        known = self.path == "/price"
        parent = self.headers.get("traceparent")
        text = json.dumps({"price": 42, "traceparent": parent} if known else {"message": "not here"}).encode()
        print(f"{self.path} in {parent}", flush=True)
        self.send_response(200 if known else 404)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


# The first process of a container ends at SIGTERM only if it says so.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("", int(os.environ.get("APP_PORT", "3000"))), Back).serve_forever()
