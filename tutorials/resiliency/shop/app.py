"""A shop that takes from the store-room, one call for each order.

GET /order  calls the app `stock` through the sidecar, and tells how that went
GET /last   how the last order went
"""

import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SIDECAR = os.environ.get("DAPR_HTTP_ENDPOINT") or "http://localhost:" + os.environ.get("DAPR_HTTP_PORT", "3500")
last = {}


def order():
    started = time.monotonic()
    try:
        with urllib.request.urlopen(f"{SIDECAR}/v1.0/invoke/stock/method/take", timeout=60) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    body = json.loads(text or b"{}")
    seconds = round(time.monotonic() - started, 2)
    print(f"order: {status} after {seconds} s, {body.get('message')}", flush=True)
    return {"status": status, "seconds": seconds, "message": body.get("message"), "tries": body.get("tries")}


class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/order":
            last.update(order())
        text = json.dumps(last).encode()
        self.send_response(200 if self.path in ("/order", "/last") else 404)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


# The first process of a container ends at SIGTERM only if it says so.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("", int(os.environ.get("APP_PORT", "3000"))), Shop).serve_forever()
