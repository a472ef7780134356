
// The picture's elements, and what they can be made to look like.
const picture = (() => {
  const svg = document.querySelector("#picture svg");
  const all = (selector) => [...svg.querySelectorAll(selector)];
  const nodes = new Map(all(".node").map((node) => [node.dataset.id, node]));
  const edges = new Map(all(".edges .edge").map((edge) => [edge.dataset.id, edge]));
  const labels = all(".label");

  const middle = (id) => {
    const box = nodes.get(id).getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  /** Shows the nodes that `shown` says, the lines between them, and everything else faintly. Nothing moves. */
  const show = (shown) => {
    for (const [id, node] of nodes) node.classList.toggle("dim", !shown(id));
    for (const edge of edges.values()) {
      edge.classList.toggle("dim", !(shown(edge.dataset.from) && shown(edge.dataset.to)));
    }
    for (const label of labels) {
      label.classList.toggle("dim", edges.get(label.dataset.edge).classList.contains("dim"));
    }
  };

  const select = (id) => {
    for (const [other, node] of nodes) node.classList.toggle("selected", other === id);
  };

  /** The nearest node from there in that direction, seen along a line that is as straight as can be. */
  const next = (id, dx, dy) => {
    const from = middle(id);
    let best = null;
    for (const other of nodes.keys()) {
      const to = middle(other);
      const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
      const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
      if (other === id || along < 4) continue;
      const far = along + 2 * aside;
      if (!best || far < best.far) best = { id: other, far };
    }
    return best && best.id;
  };

  /** What a screen reader hears of an edge. */
  const sentence = (id) => edges.get(id)?.getAttribute("aria-label") ?? id;

  return { svg, nodes, edges, show, select, next, sentence };
})();
