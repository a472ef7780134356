"""The visitor of the tutorial: it asks its sidecar for a password that is not meant for it."""

import json
import os
import signal
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SIDECAR = os.environ.get("DAPR_HTTP_ENDPOINT") or f"http://127.0.0.1:{os.environ.get('DAPR_HTTP_PORT', '3500')}"
PORT = int(os.environ.get("APP_PORT", "3001"))


def password():
    """What comes of it; of the password itself, only how long it is."""
    try:
        with urllib.request.urlopen(f"{SIDECAR}/v1.0/secrets/kubernetes/account", timeout=5) as response:
            return {"letters": len(json.loads(response.read())["password"])}
    except urllib.error.HTTPError as error:
        return {"status": error.code, "message": json.loads(error.read())["message"]}


class Handler(BaseHTTPRequestHandler):
    """Answers `GET /password`, and nothing else."""

    def do_GET(self):
        if self.path != "/password":
            return self.answer(404, {})
        try:
            return self.answer(200, password())
        except (KeyError, ValueError, OSError) as error:
            return self.answer(500, {"message": repr(error)})

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """A line for each probe would tell nothing."""


def main():
    server = ThreadingHTTPServer(("", PORT), Handler)
    # It waits for the server's end, so it may not run in the server's own thread.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"the visitor listens on port {PORT}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
