"""As much of Zipkin as this tutorial needs: takes spans, and lists them by trace.

POST /api/v2/spans  spans, as Zipkin's format has them
GET  /traces        the last traces in the order they began, each with its spans from the first to the last
GET  /latest        the spans of the trace that began last, of those that are whole if there are any
GET  /steps         the same as text, one span a line, each under the one that caused it
GET  /api/v2/traces?serviceName=APP  the last traces that this app has a span in, as Zipkin's format has them
"""

import json
import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from urllib.parse import parse_qs, urlsplit

KEPT = 100
traces, lock = {}, Lock()


def keep(spans):
    with lock:
        for span in spans:
            traces.setdefault(span["traceId"], {})[span["id"]] = span
        while len(traces) > KEPT:
            traces.pop(next(iter(traces)))


def listed():
    with lock:
        all = [sorted(spans.values(), key=lambda span: span["timestamp"]) for spans in traces.values()]
    # Sidecars report in batches: what came last need not have begun last.
    all.sort(key=lambda spans: spans[0]["timestamp"])
    show = lambda span: {
        "app": span["localEndpoint"]["serviceName"],
        "kind": span.get("kind"),
        "name": span["name"],
        "id": span["id"],
        "parent": span.get("parentId"),
        "milliseconds": span["duration"] / 1000,
        "tags": span.get("tags", {}),
    }
    return [{"trace": spans[0]["traceId"], "spans": [show(span) for span in spans]} for spans in all]


def is_whole(trace):
    spans = trace["spans"]
    ids = {span["id"] for span in spans}
    # Each sidecar reports for itself, and not at once: an app, or a step above another one, may be missing yet.
    return len({span["app"] for span in spans}) > 1 and all(span["parent"] in ids | {None} for span in spans)


def latest(all):
    return next((trace for trace in reversed(all) if is_whole(trace)), all[-1] if all else {})


def steps(spans):
    ids = {span["id"] for span in spans}
    below = lambda parent, depth: [
        line
        for span in spans
        if (span["parent"] if span["parent"] in ids else None) == parent
        for line in [f"{'  ' * depth}{span['app']} {span['kind']} {span['name']} {span['milliseconds']:.1f} ms"]
        + below(span["id"], depth + 1)
    ]
    return "\n".join(below(None, 0))


def of(query):
    app, limit = query.get("serviceName", [""])[0], int(query.get("limit", ["10"])[0])
    with lock:
        all = [list(spans.values()) for spans in traces.values()]
    return [spans for spans in all if any(span["localEndpoint"]["serviceName"] == app for span in spans)][-limit:]


class Spans(BaseHTTPRequestHandler):
    def do_POST(self):
        keep(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.answer(202, None)

    def do_GET(self):
        all = listed()
        if self.path == "/latest":
            self.answer(200, latest(all))
        elif self.path.startswith("/api/v2/traces"):
            self.answer(200, of(parse_qs(urlsplit(self.path).query)))
        elif self.path == "/steps":
            self.answer(200, steps(latest(all)["spans"]) if all else "no span yet", "text/plain")
        else:
            self.answer(200 if self.path == "/traces" else 404, all)

    def answer(self, status, body, kind="application/json"):
        text = b"" if body is None else (body if kind == "text/plain" else json.dumps(body)).encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


# The first process of a container ends at SIGTERM only if it says so.
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
ThreadingHTTPServer(("", int(os.environ.get("APP_PORT", "9411"))), Spans).serve_forever()
