"""The operator multiply of the tutorial: two numbers come in, one goes out."""

import json
import os
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = int(os.environ.get("APP_PORT", "3000"))


def multiply(one, two):
    print(f"Multiplying {one} by {two}", flush=True)
    return one * two


def number(text):
    """A whole number stays one: 86, not 86.0."""
    value = float(text)
    return int(value) if value.is_integer() else value


class Handler(BaseHTTPRequestHandler):
    """Answers `POST /multiply`, and nothing else."""

    def do_POST(self):
        operands = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path != "/multiply":
            return self.answer(404, {"message": f"Cannot POST {self.path}"})
        try:
            one, two = number(operands["operandOne"]), number(operands["operandTwo"])
        except (KeyError, TypeError, ValueError) as error:
            return self.answer(400, {"message": f"operandOne and operandTwo have to be numbers: {error!r}"})
        return self.answer(200, multiply(one, two))

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """What is calculated is the log."""


def main():
    server = ThreadingHTTPServer(("", PORT), Handler)
    # It waits for the server's end, so it may not run in the server's own thread.
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"multiply listens on port {PORT}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
