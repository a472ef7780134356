
// Which things are shown: by text, by lane, by what is wrong, by what one of them has to do with.
const filter = (() => {
  const search = document.getElementById("search");
  const problems = document.getElementById("problems");
  const lanes = [...document.querySelectorAll(".bar [data-lane]")];
  let near = null;

  const texts = new Map(
    [...data.nodes.values()].map((node) => [
      node.id,
      [node.name, node.namespace, node.kind, node.detail, node.words].join(" ").toLowerCase(),
    ]),
  );

  const wrong = new Set(
    [...data.nodes.values()]
      .filter((node) => ["bad", "missing"].includes(node.state) || data.problemsOf(node.id).length)
      .map((node) => node.id),
  );
  for (const edge of picture.edges.values()) {
    if (edge.classList.contains("fails")) wrong.add(edge.dataset.from).add(edge.dataset.to);
  }

  const apply = () => {
    const text = search.value.trim().toLowerCase();
    const open = new Set(lanes.filter((lane) => lane.checked).map((lane) => lane.dataset.lane));
    const around = near && data.neighbours(near);
    picture.show(
      (id) =>
        (!text || texts.get(id).includes(text)) &&
        open.has(picture.nodes.get(id).dataset.lane) &&
        (!problems.checked || wrong.has(id)) &&
        (!around || around.has(id)),
    );
  };

  /** Shows only what this node has to do with; everything with null. */
  const focus = (id) => {
    near = near === id ? null : id;
    apply();
  };

  const clear = () => {
    search.value = "";
    problems.checked = false;
    for (const lane of lanes) lane.checked = true;
    near = null;
    apply();
  };

  search.addEventListener("input", apply);
  for (const box of [problems, ...lanes]) box.addEventListener("change", apply);
  return { search, problems, apply, focus, clear };
})();
