
// Which things are shown: by text, by lane, by what is wrong, by what one of them has to do with.
// It stands in the address, so that a link to it shows the same.
const filter = (() => {
  const search = document.getElementById("search");
  const problems = document.getElementById("problems");
  const place = document.querySelector(".bar .lanes");
  const words = {
    Callers: "callers",
    Apps: "apps",
    Resources: "resources",
    Backends: "backends",
    ControlPlane: "control plane",
    Kubernetes: "Kubernetes",
  };
  const hidden = new Set();
  let near = null;
  let texts = new Map();
  let wrong = new Set();

  /** What stands behind the `#`. */
  const address = () => new URLSearchParams(location.hash.slice(1));

  /** Keeps these there, so that the page is the same when it is loaded anew; what is empty does not stand there. */
  const keep = (values) => {
    const kept = address();
    for (const [name, value] of Object.entries(values)) {
      if (value) kept.set(name, value);
      else kept.delete(name);
    }
    const hash = kept.toString();
    if (hash !== address().toString()) history.replaceState(null, "", `#${hash}`);
  };

  const remember = () =>
    keep({
      q: search.value.trim(),
      problems: problems.checked ? "1" : "",
      hide: [...hidden].join(","),
      near,
    });

  const recall = () => {
    const kept = address();
    search.value = kept.get("q") ?? "";
    problems.checked = kept.has("problems");
    for (const lane of (kept.get("hide") ?? "").split(",").filter(Boolean)) hidden.add(lane);
    near = kept.get("near");
  };

  const apply = () => {
    const text = search.value.trim().toLowerCase();
    const around = near && data.nodes.has(near) && data.neighbours(near);
    picture.show(
      (id) =>
        (!text || texts.get(id)?.includes(text)) &&
        !hidden.has(picture.nodes.get(id)?.dataset.lane) &&
        (!problems.checked || wrong.has(id)) &&
        (!around || around.has(id)),
    );
    remember();
  };

  const box = (lane) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    input.type = "checkbox";
    input.checked = !hidden.has(lane);
    input.addEventListener("change", () => {
      if (input.checked) hidden.delete(lane);
      else hidden.add(lane);
      apply();
    });
    label.append(input, words[lane]);
    return label;
  };

  /** What there is has changed. */
  const refresh = () => {
    texts = new Map(
      [...data.nodes.values()].map((node) => [
        node.id,
        [node.name, node.namespace, node.kind, node.detail, node.words].join(" ").toLowerCase(),
      ]),
    );
    wrong = new Set(
      [...data.nodes.values()]
        .filter((node) => ["bad", "missing"].includes(node.state) || data.problemsOf(node.id).length > 0)
        .map((node) => node.id),
    );
    for (const edge of picture.edges.values()) {
      if (edge.classList.contains("fails")) wrong.add(edge.dataset.from).add(edge.dataset.to);
    }
    const lanes = new Set([...picture.nodes.values()].map((node) => node.dataset.lane));
    const wanted = Object.keys(words).filter((lane) => lanes.has(lane));
    if (place.dataset.lanes !== wanted.join()) {
      place.dataset.lanes = wanted.join();
      place.replaceChildren(...wanted.map(box));
    }
    apply();
  };

  /** Shows only what this node has to do with; everything with null. */
  const focus = (id) => {
    near = near === id ? null : id;
    apply();
  };

  const clear = () => {
    search.value = "";
    problems.checked = false;
    hidden.clear();
    for (const input of place.querySelectorAll("input")) input.checked = true;
    near = null;
    apply();
  };

  search.addEventListener("input", apply);
  problems.addEventListener("change", apply);
  recall();
  return { search, problems, address, keep, refresh, focus, clear };
})();
