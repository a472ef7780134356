#!/usr/bin/env python3
"""Writes rows.jsonl: what a real API server does with writes, step by step.

Usage: KUBECONFIG=... ./record.py    (KUBECTL names another kubectl)

Each line is a scenario of scenarios.json on one object. A step has what was sent and what came of it:

    live     merge patch from the object after the step before to the object before this one, where a
             controller changed it meanwhile
    result   merge patch from the object before this step to the object after it
    status   the refusal

Objects are told with `owners` in place of metadata.managedFields: by `manager operation version
subresource`, their fields with their time, so that patches of them are small; times are seconds from
the first. uid, resourceVersion and creationTimestamp are left out.

It makes the namespace sbx-record and the CustomResourceDefinition things.sbx.example.com, and removes
both.
"""

import base64
import concurrent.futures
import copy
import datetime
import http.client
import json
import os
import pathlib
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).parent
NAMESPACE = "sbx-record"
TYPES = {
    "json": "application/json-patch+json",
    "merge": "application/merge-patch+json",
    "strategic": "application/strategic-merge-patch+json",
    "apply": "application/apply-patch+yaml",
}
GONE = ["uid", "resourceVersion", "creationTimestamp", "selfLink"]


class Server:
    def __init__(self):
        kubectl = os.environ.get("KUBECTL", "kubectl")
        view = [kubectl, "config", "view", "--raw", "--minify", "-o", "json"]
        config = json.loads(subprocess.check_output(view))
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        pem = lambda text: base64.b64decode(text).decode()
        self.tls = ssl.create_default_context(cadata=pem(cluster["certificate-authority-data"]))
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(pem(user["client-certificate-data"]) + pem(user["client-key-data"]))
            file.flush()
            self.tls.load_cert_chain(file.name)
        self.url = cluster["server"]

    def ask(self, method, path, body=None, kind="application/json"):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": kind}, method=method)
        try:
            with urllib.request.urlopen(request, context=self.tls) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refusal:
            return refusal.code, json.load(refusal)
        except http.client.RemoteDisconnected:
            # The API server's code panics over some patches.
            return 0, {"message": "no answer"}


def seconds(text):
    return int(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp())


def told(thing, first):
    """The object as rows.jsonl tells it."""
    thing = copy.deepcopy(thing)
    meta = thing.get("metadata", {})
    for field in GONE:
        meta.pop(field, None)
    owners = {}
    for place, entry in enumerate(meta.pop("managedFields", [])):
        words = [entry.get("manager", ""), entry["operation"], entry["apiVersion"]]
        key = " ".join([*words, entry.get("subresource", "")]).strip()
        owners[key] = {"place": place, "fields": entry.get("fieldsV1", {})}
        if "time" in entry:
            owners[key]["time"] = seconds(entry["time"]) - first
    if owners:
        thing["owners"] = owners
    return thing


def difference(old, new):
    """A merge patch; None for none."""
    if isinstance(old, dict) and isinstance(new, dict):
        patch = {key: None for key in old if key not in new}
        for key, value in new.items():
            if key not in old:
                patch[key] = value
            elif (below := difference(old[key], value)) is not None:
                patch[key] = below
        return patch or None
    return None if old == new else new


def merged(old, patch):
    if not isinstance(patch, dict):
        return patch
    out = dict(old) if isinstance(old, dict) else {}
    for key, value in patch.items():
        if value is None:
            out.pop(key, None)
        else:
            out[key] = merged(out.get(key), value)
    return out


class Scenario:
    def __init__(self, server, scenario):
        self.server, self.scenario = server, scenario
        self.first = int(time.time())
        self.name = scenario["name"]
        self.list = scenario["path"].replace("NS", NAMESPACE)
        self.path = f"{self.list}/{self.name}"

    def body(self, step, live):
        body = copy.deepcopy(step.get("body"))
        if step["op"] in ("create", "apply") and isinstance(body, dict):
            head = {"apiVersion": self.scenario["of"][0], "kind": self.scenario["of"][1]}
            meta = {"name": self.name, **body.pop("metadata", {})}
            return {**head, "metadata": meta, **body}
        return merged(live, body) if step["op"] == "put" else body

    def send(self, step, live):
        query = f"?fieldManager={step.get('by', 'one')}"
        query += "&force=true" if step.get("force") else ""
        query += "&fieldValidation=Strict" if step.get("strict") else ""
        query += "&dryRun=All" if self.scenario.get("dry") else ""
        sub = f"/{step['sub']}" if "sub" in step else ""
        body = self.body(step, live)
        if step["op"] == "create":
            return self.server.ask("POST", self.list + query, body)
        if step["op"] == "put":
            return self.server.ask("PUT", self.path + sub + query, body)
        return self.server.ask("PATCH", self.path + sub + query, body, TYPES[step["op"]])

    def step(self, step, before):
        time.sleep(1.02 - time.time() % 1)
        code, live = self.server.ask("GET", self.path)
        live = live if code == 200 else {}
        row, now = dict(step), told(live, self.first)
        if (moved := difference(before, now)) is not None:
            row["live"] = moved
        row["time"] = int(time.time()) - self.first
        code, result = self.send(step, live)
        row["code"] = code
        if not 200 <= code < 300:
            keep = ("message", "reason", "details")
            row["status"] = {key: result[key] for key in keep if key in result}
            return row, now
        after = told(result, self.first)
        if (moved := difference(now, after)) is not None:
            row["result"] = moved
        return row, after

    def run(self):
        rows, before = [], {}
        for step in self.scenario["steps"]:
            row, before = self.step(step, before)
            rows.append(row)
        if not self.scenario.get("dry"):
            unbound = {"metadata": {"finalizers": None}}
            self.server.ask("PATCH", self.path, unbound, TYPES["merge"])
            self.server.ask("DELETE", self.path)
        return {**self.scenario, "steps": rows}


def main():
    server = Server()
    given = json.loads((HERE / "scenarios.json").read_text())
    server.ask("POST", "/api/v1/namespaces", {"metadata": {"name": NAMESPACE}})
    definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    server.ask("POST", definitions, given["definition"])
    time.sleep(3)
    runs = [Scenario(server, scenario) for scenario in given["scenarios"]]
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        rows = list(pool.map(Scenario.run, runs))
    server.ask("DELETE", f"{definitions}/{given['definition']['metadata']['name']}")
    server.ask("DELETE", f"/api/v1/namespaces/{NAMESPACE}")
    lines = [json.dumps(row, separators=(",", ":")) for row in rows]
    (HERE / "rows.jsonl").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
