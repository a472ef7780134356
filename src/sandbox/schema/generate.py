#!/usr/bin/env python3
"""Writes kinds.json: what the built-in kinds of a real cluster look like.

Usage: KUBECONFIG=... ./generate.py    (KUBECTL names another kubectl)

It reads the OpenAPI v3 documents of the API server and keeps of them only what the sandbox asks for.
In kinds.json a type is

    "string"            a scalar: boolean, byte, date-time, double, int-or-string, int32, int64,
                        micro-time, quantity, string; or "any" (free form), "raw" (free form, but
                        one value)
    "core.v1.Container" a named type
    {"m": T, "a": 1}    a map of T; a: atomic
    {"l": T, "k": K, "p": P}  a list of T; k: "set" or its key fields; p: merged by strategic merge
                        patches, by this field or (1) by value

and a field is a type or {"t": T} with d (OpenAPI default), r (required), k (retainKeys),
x (strategic merge patches replace it) and z (zero is kept: zeros.txt names them, since OpenAPI cannot
tell).
"""

import json
import os
import pathlib
import subprocess

HERE = pathlib.Path(__file__).parent
DOCUMENTS = [
    "api/v1",
    "apis/admissionregistration.k8s.io/v1",
    "apis/apiextensions.k8s.io/v1",
    "apis/apiregistration.k8s.io/v1",
    "apis/apps/v1",
    "apis/authentication.k8s.io/v1",
    "apis/authorization.k8s.io/v1",
    "apis/autoscaling/v1",
    "apis/autoscaling/v2",
    "apis/batch/v1",
    "apis/coordination.k8s.io/v1",
    "apis/discovery.k8s.io/v1",
    "apis/events.k8s.io/v1",
    "apis/networking.k8s.io/v1",
    "apis/policy/v1",
    "apis/rbac.authorization.k8s.io/v1",
    "apis/scheduling.k8s.io/v1",
    "apis/storage.k8s.io/v1",
]
META = "io.k8s.apimachinery.pkg.apis.meta."
# Types that smd and Go treat as one scalar, whatever their schema says.
SCALARS = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "raw",
    META + "v1.Time": "date-time",
    META + "v1.MicroTime": "micro-time",
    META + "v1.FieldsV1": "any",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "any",
}


def get(path):
    kubectl = os.environ.get("KUBECTL", "kubectl")
    return json.loads(subprocess.check_output([kubectl, "get", "--raw", path]))


def short(name):
    """io.k8s.api.core.v1.Pod -> core.v1.Pod"""
    return ".".join(name.split(".")[-3:])


def reference(schema):
    for part in [schema, *schema.get("allOf", [])]:
        if "$ref" in part:
            return part["$ref"].rpartition("/")[2]
    return None


def list_kind(schema):
    """As schemaconv: the list type, or else what the patch strategy implies."""
    kind = schema.get("x-kubernetes-list-type")
    merges = "merge" in schema.get("x-kubernetes-patch-strategy", "").split(",")
    key = schema.get("x-kubernetes-patch-merge-key")
    if kind == "map":
        return schema["x-kubernetes-list-map-keys"]
    if kind is None and merges:
        return [key] if key else "set"
    return "set" if kind == "set" else None


class Table:
    def __init__(self, zeros):
        self.schemas, self.types, self.kinds, self.zeros = {}, {}, {}, zeros

    def type_of(self, schema):
        name = reference(schema)
        atomic = schema.get("x-kubernetes-map-type") == "atomic"
        if name in SCALARS:
            return SCALARS[name]
        if name:
            self.named(name)
            of = self.types[short(name)]
            # None is: smd lets a field make its type atomic, and no built-in kind does so.
            assert not atomic or of.get("a"), f"{name} is atomic in one place"
            return of if isinstance(of, str) else short(name)
        return self.inline(schema, atomic)

    def inline(self, schema, atomic):
        kind = schema.get("type")
        if kind == "array":
            return self.array(schema)
        if kind == "object":
            if "additionalProperties" not in schema:
                return "any"
            of = {"m": self.type_of(schema["additionalProperties"])}
            return {**of, "a": 1} if atomic else of
        if kind == "string" and schema.get("format") == "byte":
            return "byte"
        if kind in ("integer", "number"):
            return schema.get("format", kind)
        return kind or "any"

    def array(self, schema):
        of = {"l": self.type_of(schema["items"])}
        if list_kind(schema):
            of["k"] = list_kind(schema)
        if "merge" in schema.get("x-kubernetes-patch-strategy", "").split(","):
            of["p"] = schema.get("x-kubernetes-patch-merge-key", 1)
        return of

    def field(self, owner, name, schema, required):
        of = self.type_of(schema)
        extra = {}
        if "default" in schema:
            extra["d"] = schema["default"]
        if name in required:
            extra["r"] = 1
        if "retainKeys" in schema.get("x-kubernetes-patch-strategy", ""):
            extra["k"] = 1
        if schema.get("x-kubernetes-patch-strategy") == "replace":
            extra["x"] = 1
        if name in self.zeros.get(owner, []):
            extra["z"] = 1
        return {"t": of, **extra} if extra else of

    def named(self, name):
        key = short(name)
        if key in self.types:
            return
        schema = self.schemas[name]
        if schema.get("type") != "object" or not schema.get("properties"):
            self.types[key] = self.inline(schema, False)
            return
        self.types[key] = entry = {}
        required = schema.get("required", [])
        fields = schema["properties"].items()
        entry["f"] = {n: self.field(key, n, s, required) for n, s in sorted(fields)}
        if schema.get("x-kubernetes-map-type") == "atomic":
            entry["a"] = 1

    def document(self, document):
        self.schemas = document["components"]["schemas"]
        for name, schema in sorted(self.schemas.items()):
            of = schema.get("x-kubernetes-group-version-kind", [])
            if len(of) > 1:
                of = [kind for kind in of if kind["group"] == ""]
            for kind in of:
                if not kind["kind"].endswith("List"):
                    self.named(name)
                    group = [kind["group"]] if kind["group"] else []
                    path = "/".join([*group, kind["version"], kind["kind"]])
                    self.kinds[path] = short(name)


def zeros():
    lines = (HERE / "zeros.txt").read_text().splitlines()
    words = [line.split() for line in lines if line and not line.startswith("#")]
    return {name: fields for name, *fields in words}


def main():
    index = get("/openapi/v3")["paths"]
    table = Table(zeros())
    for path in DOCUMENTS:
        table.document(get(index[path]["serverRelativeURL"]))
    line = lambda value: json.dumps(value, separators=(",", ":"), sort_keys=True)
    types = {name: of for name, of in table.types.items() if isinstance(of, dict) and "f" in of}
    rows = [f"{line(name)}:{line(types[name])}" for name in sorted(types)]
    kinds = line(dict(sorted(table.kinds.items())))
    version = line(get("/version")["gitVersion"])
    text = f'{{"version":{version},\n"kinds":{kinds},\n"types":{{\n' + ",\n".join(rows) + "}}\n"
    (HERE / "kinds.json").write_text(text)


if __name__ == "__main__":
    main()
