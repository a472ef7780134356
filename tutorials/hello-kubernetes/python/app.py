"""The customer of the tutorial: it sends an order every second, through its own Dapr sidecar."""

import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request

SIDECAR = os.environ.get("DAPR_HTTP_ENDPOINT") or f"http://localhost:{os.environ.get('DAPR_HTTP_PORT', '3500')}"


def order(number):
    """Sends one order to whatever app has the id nodeapp."""
    request = urllib.request.Request(
        f"{SIDECAR}/neworder",
        data=json.dumps({"data": {"orderId": number}}).encode(),
        headers={"dapr-app-id": "nodeapp", "content-type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(request, timeout=5):
        pass


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    number = 0
    while True:
        number += 1
        try:
            order(number)
        except urllib.error.HTTPError as error:
            print(f"HTTP {error.code} => {error.read().decode(errors='replace')}", flush=True)
        except OSError as error:
            print(error, flush=True)
        time.sleep(1)


if __name__ == "__main__":
    main()
