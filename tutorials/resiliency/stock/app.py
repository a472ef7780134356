"""A store-room that can be told to fail.

GET  /take   gives something out, unless it was told not to
POST /break  {"times": 3}: the next three tries of /take fail
POST /slow   {"seconds": 5}: /take takes its time
POST /mend   all is well again
GET  /tries  how often /take was tried since it was told something
"""

import json
import os
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

told = {"times": 0, "seconds": 0, "tries": 0}


class Stock(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/tries":
            self.answer(200, {"tries": told["tries"]})
        elif self.path == "/take":
            self.take()
        else:
            self.answer(404, {"message": "there is no such thing here"})

    def take(self):
        told["tries"] += 1
        tries = told["tries"]
        time.sleep(told["seconds"])
        if told["times"] > 0:
            told["times"] -= 1
            print(f"try {tries}: no", flush=True)
            self.answer(503, {"message": "out of order", "tries": tries})
        else:
            print(f"try {tries}: yes", flush=True)
            self.answer(200, {"message": "here it is", "tries": tries})

    def do_POST(self):
        length = int(self.headers.get("content-length") or 0)
        wish = json.loads(self.rfile.read(length) or b"{}")
        told.update({"times": wish.get("times", 0), "seconds": wish.get("seconds", 0), "tries": 0})
        print(f"told to {self.path.strip('/')}", flush=True)
        self.answer(200, told)

    def answer(self, status, body):
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


# The first process of a container ends at SIGTERM only if it says so.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("", int(os.environ.get("APP_PORT", "3001"))), Stock).serve_forever()
