"""The billing of the tutorial: it writes down what comes to its paths.

It names no topic: which ones it gets, Subscriptions in the cluster say.
"""

import json
import os
import signal
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SIDECAR = os.environ.get("DAPR_HTTP_ENDPOINT") or f"http://127.0.0.1:{os.environ.get('DAPR_HTTP_PORT', '3500')}"
STATE = f"{SIDECAR}/v1.0/state/statestore"
PORT = int(os.environ.get("APP_PORT", "3001"))


def ask(url, value=None):
    """Asks the sidecar; None if it has nothing to tell."""
    data = None if value is None else json.dumps(value).encode()
    request = urllib.request.Request(url, data=data, headers={"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as response:
        return json.loads(response.read() or "null")


def note(event):
    """Notes how often an event came: one that comes twice has the same id both times."""
    key = f"order-{event['data']['number']}"
    before = ask(f"{STATE}/{key}") or {}
    times = before["times"] + 1 if before.get("event") == event["id"] else 1
    ask(STATE, [{"key": key, "value": {"event": event["id"], "times": times}}])


def order(event):
    note(event)
    return f"order {event['data']['number']} is on the bill"


def refused(event):
    return f"order {event['data']['number']} comes off the bill"


def praise(event):
    return f"a guest says: {event['data']['text']}"


ROUTES = {"/orders": order, "/refused": refused, "/praise": praise}


class Handler(BaseHTTPRequestHandler):
    """Takes the events that the sidecar posts."""

    def do_GET(self):
        # The sidecar asks every app for topics of its own: there are none.
        self.answer(404, {})

    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        route = ROUTES.get(self.path)
        if route is None:
            return self.answer(404, {})
        try:
            print(route(event), flush=True)
        except (KeyError, TypeError, OSError) as error:
            print(f"{self.path}: {error!r}", flush=True)
            return self.answer(500, {"message": repr(error)})
        return self.answer(200, {"status": "SUCCESS"})

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
    print(f"billing listens on port {PORT}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
