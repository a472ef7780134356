
// The picture's elements, and what they can be made to look like.
const picture = (() => {
  const place = document.getElementById("picture");
  const nodes = new Map();
  const edges = new Map();
  let svg = null;
  let shown = () => true;
  let selected = null;
  let lit = new Set();
  let theme = "";

  const all = (selector) => [...svg.querySelectorAll(selector)];

  const middle = (id) => {
    const box = nodes.get(id).getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  /** Elements that came anew look as those did which they replace. */
  const refresh = () => {
    nodes.clear();
    edges.clear();
    for (const node of all(".node")) nodes.set(node.dataset.id, node);
    for (const edge of all(".edge[data-id]")) edges.set(edge.dataset.id, edge);
    for (const [id, node] of nodes) {
      node.setAttribute("tabindex", "0");
      node.setAttribute("role", "button");
      node.classList.toggle("selected", id === selected);
      node.classList.toggle("lit", lit.has(id));
      node.classList.toggle("dim", !shown(id));
    }
    for (const [id, edge] of edges) {
      edge.classList.toggle("lit", lit.has(id));
      const ends = [edge.dataset.from, edge.dataset.to];
      edge.classList.toggle("dim", !ends.every(shown));
    }
    for (const label of all(".label")) {
      label.classList.toggle("dim", edges.get(label.dataset.edge).classList.contains("dim"));
    }
  };

  const paint = () => {
    for (const root of [document.documentElement, svg]) {
      root.classList.remove("light", "dark");
      if (theme) root.classList.add(theme);
    }
  };

  const parsed = (text) => {
    const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    return document.importNode(root, true);
  };

  /** Takes the SVG that stands in the page, or this text of one. */
  const draw = (text) => {
    const focused = document.activeElement?.closest?.("#picture .node")?.dataset.id;
    if (text) place.replaceChildren(parsed(text));
    svg = place.querySelector("svg");
    paint();
    refresh();
    if (focused) nodes.get(focused)?.focus();
  };

  /** Draws these of its elements anew: pairs of a place and a text. */
  const change = (pieces) => {
    const groups = svg.querySelectorAll(":scope > g");
    const focused = document.activeElement?.closest?.("#picture .node")?.dataset.id;
    for (const [at, text] of pieces) {
      const made = parsed(`<svg xmlns="http://www.w3.org/2000/svg">${text}</svg>`);
      groups[at].replaceWith(made.firstElementChild);
    }
    refresh();
    if (focused) nodes.get(focused)?.focus();
  };

  /** Shows the nodes that `wanted` says, the lines between them, and everything else faintly. Nothing moves. */
  const show = (wanted) => {
    shown = wanted;
    refresh();
  };

  const select = (id) => {
    selected = id;
    refresh();
  };

  /** Marks these nodes and lines: what is spoken of. */
  const light = (ids) => {
    lit = new Set(ids);
    refresh();
  };

  const setTheme = (name) => {
    theme = name;
    paint();
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

  return { place, nodes, edges, draw, change, show, select, light, setTheme, next, sentence };
})();
