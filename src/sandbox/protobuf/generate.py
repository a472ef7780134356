#!/usr/bin/env python3
"""Makes messages.txt from Kubernetes' sources: generate.py MODULES VERSION > messages.txt

MODULES is a folder of Go modules that holds k8s.io/api@VERSION, k8s.io/apimachinery@VERSION and
k8s.io/apiextensions-apiserver@VERSION. Numbers and types of fields come from generated.proto;
their names in JSON, and whether JSON leaves them out, from the tags of the Go structs.

`[package]` begins a package: its API version where it has kinds. Every other line is a message:

    Name field ...       field = number [name in JSON] '=' type [marks]
    Name = type [marks]  it is in JSON what its only field is

A field without a name in JSON is a message whose fields stand in its place. Types: s string,
b boolean, i integer, d double, y bytes, or a message, with its package where that is another.
Marks: * a list, % a map with text for keys, ? JSON leaves it out when it is zero or empty.
"""
import re
import sys
from pathlib import Path

PACKAGES = {
    "meta": ("apimachinery", "pkg/apis/meta/v1"),
    "runtime": ("apimachinery", "pkg/runtime"),
    "resource": ("apimachinery", "pkg/api/resource"),
    "intstr": ("apimachinery", "pkg/util/intstr"),
    "apiextensions.k8s.io/v1": ("apiextensions-apiserver", "pkg/apis/apiextensions/v1"),
}
GROUPS = {
    "v1": "core/v1",
    "apps/v1": "apps/v1",
    "batch/v1": "batch/v1",
    "autoscaling/v1": "autoscaling/v1",
    "autoscaling/v2": "autoscaling/v2",
    "policy/v1": "policy/v1",
    "admissionregistration.k8s.io/v1": "admissionregistration/v1",
    "authentication.k8s.io/v1": "authentication/v1",
    "authorization.k8s.io/v1": "authorization/v1",
    "certificates.k8s.io/v1": "certificates/v1",
    "coordination.k8s.io/v1": "coordination/v1",
    "discovery.k8s.io/v1": "discovery/v1",
    "events.k8s.io/v1": "events/v1",
    "networking.k8s.io/v1": "networking/v1",
    "node.k8s.io/v1": "node/v1",
    "rbac.authorization.k8s.io/v1": "rbac/v1",
    "scheduling.k8s.io/v1": "scheduling/v1",
    "storage.k8s.io/v1": "storage/v1",
}
SCALARS = {"string": "s", "bool": "b", "int32": "i", "int64": "i", "double": "d", "bytes": "y"}
# What body.rs reads by a rule of its own.
OWN = {
    "meta.Time", "meta.MicroTime", "meta.FieldsV1", "runtime.RawExtension", "resource.Quantity",
    "intstr.IntOrString", "apiextensions.k8s.io/v1.JSON",
    "apiextensions.k8s.io/v1.JSONSchemaPropsOrBool",
    "apiextensions.k8s.io/v1.JSONSchemaPropsOrArray",
    "apiextensions.k8s.io/v1.JSONSchemaPropsOrStringArray",
}


def places(modules, version):
    """Each package's folder."""
    found = {name: modules / f"k8s.io/{m}@{version}" / p for name, (m, p) in PACKAGES.items()}
    for name, path in GROUPS.items():
        found[name] = modules / f"k8s.io/api@{version}" / path
    return found


def proto_package(folder):
    text = (folder / "generated.proto").read_text()
    return re.search(r"^package (\S+);", text, re.M)[1]


def messages(folder, package, packages):
    """Message name -> [(number, type, mark)]."""
    text = (folder / "generated.proto").read_text()
    text = re.sub(r"//.*", "", text)
    field = re.compile(r"(optional|repeated|map<string, *([\w.]+)>)\s*([\w.]*)\s+(\w+) = (\d+);")
    found = {}
    for name, body in re.findall(r"^message (\w+) \{(.*?)^\}", text, re.M | re.S):
        assert body.count("=") == len(field.findall(body)), f"{package}.{name}"
        rows = []
        for label, value, of, _, number in field.findall(body):
            # The expression sees a map's field name as its type: both are words.
            mark = {"optional": "", "repeated": "*"}.get(label, "%")
            rows.append((int(number), reference(value or of, package, packages), mark))
        found[name] = rows
    return found


def reference(of, package, packages):
    if of in SCALARS:
        return SCALARS[of]
    if of.startswith("."):
        place, _, name = of[1:].rpartition(".")
        return f"{packages[place]}.{name}"
    return f"{package}.{of}"


def tags(folder):
    """Struct name -> {number: (json name, is a pointer, leaves out zeros)}, and its TypeMeta."""
    found, objects = {}, set()
    for file in sorted(folder.glob("*.go")):
        if file.name.endswith("_test.go") or "generated" in file.name:
            continue
        for name, body in re.findall(r"^type (\w+) struct \{\n(.*?)^\}", file.read_text(), re.M | re.S):
            fields = {}
            for line in body.splitlines():
                tag = re.search(r'^\s*(?:\w+ +)?(\S+) *`.*?json:"([^"]*)".*?protobuf:"\w+,(\d+),', line)
                if re.search(r'TypeMeta\s+`json:",inline"', line):
                    objects.add(name)
                if tag:
                    json, *rest = tag[2].split(",")
                    inline = "inline" in rest
                    fields[int(tag[3])] = ("" if inline else json, tag[1][0] in "*", "omitempty" in rest)
            found[name] = fields
    return found, objects


def load(modules, version):
    """Full message name -> what its sources say, and the names of whole objects."""
    folders = places(modules, version)
    packages = {proto_package(f): name for name, f in folders.items()}
    known, roots = {}, []
    for package, folder in folders.items():
        names, objects = tags(folder)
        for name, rows in messages(folder, package, packages).items():
            known[f"{package}.{name}"] = (rows, names.get(name))
        roots += [f"{package}.{n}" for n in sorted(objects) if wanted(n, package)]
    return known, roots


def wanted(name, package):
    if package in PACKAGES and "/" not in package:
        return name == "DeleteOptions"
    return not name.endswith(("List", "Options", "ProxyOptions"))


def fields(rows, names, message):
    if names is None and rows:
        # A Go list or map with a name: in JSON it is that list or map.
        assert len(rows) == 1, message
        return [(rows[0][0], None, *rows[0][1:])]
    out = []
    for number, of, mark in rows:
        assert number in names, f"{message} {number}"
        json, pointer, omit = names[number]
        assert json or "." in of, f"{message} {number}"
        zero = "?" if omit and not pointer and not mark and len(of) == 1 else ""
        out.append((number, json, of, mark + zero))
    return sorted(out)


def reached(known, roots):
    """Full message name -> fields, of all that the roots need."""
    seen, todo = {}, list(roots)
    while todo:
        name = todo.pop()
        if name in seen or name in OWN or len(name) == 1:
            continue
        seen[name] = fields(*known[name], name)
        todo += [of for _, _, of, _ in seen[name]]
    return seen


def show(known, roots):
    seen = reached(known, roots)
    split = lambda name: tuple(name.rsplit(".", 1))
    last = None
    for package, name in sorted(map(split, seen)):
        if package != last:
            print(f"[{package}]")
            last = package
        short = lambda of: of.removeprefix(package + ".")
        rows = seen[f"{package}.{name}"]
        if len(rows) == 1 and rows[0][1] is None:
            print(f"{name} = {short(rows[0][2])}{rows[0][3]}")
        else:
            cells = [f"{n}{json}={short(of)}{marks}" for n, json, of, marks in rows]
            print(" ".join([name, *cells]))


if __name__ == "__main__":
    show(*load(Path(sys.argv[1]), sys.argv[2]))
