"""The audit of the tutorial: it says which events came to it.

It calls nobody, and names no topic: which one it gets, a Subscription in the cluster says.
"""

import json
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = int(os.environ.get("APP_PORT", "3001"))


class Handler(BaseHTTPRequestHandler):
    """Takes the events that the sidecar posts."""

    def do_GET(self):
        # The sidecar asks every app for topics of its own: there are none.
        self.answer(404, {})

    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        print(f"heard of order {event['data']['orderId']} from {event['source']}", flush=True)
        self.answer(200, {"status": "SUCCESS"})

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """The events are the log."""


def main():
    server = ThreadingHTTPServer(("", PORT), Handler)
    # It waits for the server's end, so it may not run in the server's own thread.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever()


if __name__ == "__main__":
    main()
