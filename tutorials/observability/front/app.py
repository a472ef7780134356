"""Asks the app `back` for a price, through the sidecar.

The one thing that it does for traces: the header `traceparent` of the call that it got goes on with
the call that it makes.
"""

import json
import os
import signal
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SIDECAR = os.environ.get("DAPR_HTTP_ENDPOINT") or "http://localhost:" + os.environ.get("DAPR_HTTP_PORT", "3500")


def price(parent):
    headers = {"traceparent": parent} if parent else {}
    request = urllib.request.Request(f"{SIDECAR}/v1.0/invoke/back/method/price", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read())


class Front(BaseHTTPRequestHandler):
    def do_GET(self):
        parent = self.headers.get("traceparent") or ""
        told = {"traceparent": parent, "trace": parent[3:35], "flags": parent[53:]}
        if self.path == "/buy":
            told["back"] = price(parent)
            told["backs-trace"] = (told["back"]["traceparent"] or "")[3:35]
            told["one-trace"] = told["trace"] == told["backs-trace"] != ""
        text = json.dumps(told).encode()
        self.send_response(200 if self.path == "/buy" else 404)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


# The first process of a container ends at SIGTERM only if it says so.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("", int(os.environ.get("APP_PORT", "3000"))), Front).serve_forever()
