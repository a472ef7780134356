
// What is known of one thing.
const panel = (() => {
  const place = document.getElementById("panel");
  const sidecar = (node) => (node.sidecar ? `sidecar daprd ${node.sidecar}` : "no sidecar");

  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  };

  /** What nobody reads to its end is counted. */
  const most = 40;

  const list = (heading, all, item) => {
    if (!all.length) return;
    const items = element("ul");
    items.append(...all.slice(0, most).map(item));
    if (all.length > most) items.append(element("li", `and ${all.length - most} more`, "quiet"));
    place.append(element("h3", heading), items);
  };

  /** What the sentence of an edge has no room for. */
  const half = (observed) => {
    if (!observed?.p50 || observed.stale) return "";
    return `p50 ${observed.p50 < 9.95 ? Math.round(observed.p50 * 10) / 10 : Math.round(observed.p50)} ms`;
  };

  const edgeItem = (edge) => {
    const item = element("li", picture.sentence(data.edgeId(edge)), edge.broken ? "bad" : "");
    const known = [edge.source, half(edge.evidence.observed)].filter(Boolean);
    if (known.length) item.append(element("p", known.join(", "), "quiet"));
    return item;
  };

  const problemItem = (problem) => {
    const item = element("li", problem.message);
    if (problem.fix) item.append(element("code", problem.fix));
    return item;
  };

  const stateClass = { good: "good", bad: "bad", missing: "bad" };
  const stateWords = { bad: "does not work", missing: "is not there" };

  const facts = (node) => {
    const kind = [node.kind.replace("-", " "), node.namespace && `in ${node.namespace}`];
    const lines = [element("p", kind.filter(Boolean).join(" "), "quiet")];
    if (node.detail) lines.push(element("p", node.detail));
    if (node.kind === "app") lines.push(element("p", sidecar(node)));
    const words = node.words || stateWords[node.state];
    if (words) lines.push(element("p", words, stateClass[node.state]));
    return lines;
  };

  let more = () => {};

  /** Called with a node's id and the place for whatever else is known of it. */
  const onOpen = (of) => {
    more = of;
  };

  const able = [];
  const actions = (node) => able.flatMap((of) => of(node));

  /** Called with a node, for what can be done with it. */
  const onDraw = (of) => able.push(of);

  const leaver = element("button", "×", "close");
  leaver.type = "button";
  leaver.setAttribute("aria-label", "Close");
  leaver.addEventListener("click", () => place.dispatchEvent(new Event("leave")));
  let opened = null;
  let rest = element("div");
  let told = "";

  const draw = (node) => {
    place.replaceChildren(leaver, element("h2", node.name), ...facts(node), ...actions(node));
    list("What is wrong", data.problemsOf(node.id), problemItem);
    list("What it has to do with", data.edgesOf(node.id), edgeItem);
    const command = data.command();
    if (node.kind === "group" && command) {
      place.append(element("h3", "All that is in it"), element("code", `${command} -n ${node.name}`));
    }
    place.append(rest);
  };

  /** What there is has changed: whoever reads sees it, and stays where they are. */
  const refresh = () => {
    if (!opened || place.hidden) return;
    const node = data.nodes.get(opened);
    if (!node) return close();
    const now = JSON.stringify([node, data.problemsOf(opened), data.edgesOf(opened)]);
    if (now === told) return;
    told = now;
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    const top = place.scrollTop;
    draw(node);
    place.scrollTop = top;
    const same = focused?.isConnected ? focused : focused?.id && document.getElementById(focused.id);
    if (focused) (same || place).focus({ preventScroll: true });
  };

  const open = (id) => {
    opened = id;
    told = "";
    rest = element("div");
    place.hidden = false;
    refresh();
    if (!place.hidden) more(id, rest);
  };

  const close = () => {
    place.hidden = true;
    opened = null;
  };

  return { place, open, close, refresh, onOpen, onDraw, element };
})();
