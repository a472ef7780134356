
// The picture's elements, and what they can be made to look like.
const picture = (() => {
  const place = document.getElementById("picture");
  const nodes = new Map();
  const edges = new Map();
  const labels = new Map();
  /** Elements that nobody sees, with nothing in them: they are marked when they are filled. */
  const hollow = new Set();
  let svg = null;
  let shown = () => true;
  let faint = new Set();
  let selected = null;
  let lit = new Set();
  let theme = "";

  const middle = (id) => {
    const box = nodes.get(id).getBoundingClientRect();
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };

  const isFaint = ({ from, to }) => faint.has(from) || faint.has(to);

  /** Makes an element look as its id is to look. */
  const mark = (element) => {
    if (!element || hollow.has(element)) return;
    const { classList, dataset } = element;
    const { id, lane, edge } = dataset;
    if (edge) classList.toggle("dim", isFaint(edges.get(edge).dataset));
    else if (lane) {
      classList.toggle("selected", id === selected);
      classList.toggle("lit", lit.has(id));
      classList.toggle("dim", faint.has(id));
    } else if (id) {
      classList.toggle("lit", lit.has(id));
      classList.toggle("dim", isFaint(dataset));
    }
  };

  const markAll = () => {
    for (const all of [nodes, edges, labels]) all.forEach(mark);
  };

  /** Finds an element by its id from now on. */
  const keep = (element, into = { nodes, edges, labels }) => {
    const { id, lane, edge } = element.dataset;
    if (lane) {
      element.setAttribute("tabindex", "0");
      element.setAttribute("role", "button");
      into.nodes.set(id, element);
    } else if (id) into.edges.set(id, element);
    else if (edge) into.labels.set(edge, element);
  };

  const paint = () => {
    for (const root of [document.documentElement, svg].filter(Boolean)) {
      root.classList.remove("light", "dark");
      if (theme) root.classList.add(theme);
    }
  };

  const parsed = (text) => {
    const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    return document.importNode(root, true);
  };

  /** The elements that these texts are. */
  const elements = (texts) => [...parsed(`<svg xmlns="http://www.w3.org/2000/svg">${texts.join("")}</svg>`).children];

  /** Whoever stood in what is replaced stands in what replaces it. */
  const keepingFocus = (act) => {
    const focused = document.activeElement?.closest?.("#picture .node")?.dataset.id;
    act();
    if (focused && document.activeElement?.dataset?.id !== focused) nodes.get(focused)?.focus({ preventScroll: true });
  };

  /** From now on these elements of this drawing are the picture. */
  const take = (drawing, made) => {
    svg = drawing;
    for (const [all, its] of [[nodes, made.nodes], [edges, made.edges], [labels, made.labels]]) {
      all.clear();
      for (const [id, element] of its) all.set(id, element);
    }
    for (const element of hollow) if (!element.isConnected) hollow.delete(element);
    paint();
    show(shown);
  };

  /** Takes the SVG that stands in the page, or this text of one. */
  const draw = (text) =>
    keepingFocus(() => {
      if (text) place.replaceChildren(parsed(text));
      const drawing = place.querySelector("svg");
      const made = { nodes: new Map(), edges: new Map(), labels: new Map() };
      for (const element of drawing.children) keep(element, made);
      take(drawing, made);
    });

  /** Puts another element at an element's place. */
  const replace = (old, made) => {
    old.replaceWith(made);
    hollow.delete(old);
    keep(made);
    mark(made);
  };

  /** Draws these of its elements anew: pairs of a place and a text. */
  const change = (pieces) =>
    keepingFocus(() => {
      const groups = [...svg.children].filter((element) => element.tagName === "g");
      const made = elements(pieces.map(([, text]) => text));
      pieces.forEach(([at], index) => replace(groups[at], made[index]));
    });

  /** Shows the nodes that `wanted` says, the lines between them, and everything else faintly. Nothing moves. */
  const show = (wanted) => {
    shown = wanted;
    faint = new Set([...nodes.keys()].filter((id) => !shown(id)));
    markAll();
  };

  const select = (id) => {
    const before = selected;
    selected = id;
    for (const one of [before, selected]) mark(nodes.get(one));
  };

  /** Marks these nodes and lines: what is spoken of. */
  const light = (ids) => {
    const before = lit;
    lit = new Set(ids);
    for (const id of [...before, ...lit]) {
      mark(nodes.get(id));
      mark(edges.get(id));
    }
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

  const marks = { select, light, show, mark, hollow };
  const parts = { parsed, elements, keep, keepingFocus, take, replace };
  return { place, nodes, edges, draw, change, setTheme, next, sentence, ...marks, ...parts };
})();
