
// One request, hop by hop: its way is lit up in the picture as it went, with a sentence each.
(() => {
  const { element } = panel;
  const place = document.getElementById("follow");
  const tour = document.getElementById("tour");
  const key = "r";
  const step = 900;
  const patience = 15000;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");
  let source = null;
  let request = null;
  let timer = null;
  let app = null;
  // What a screen reader says: only what is new.
  const said = element("p");
  said.setAttribute("role", "status");
  said.setAttribute("aria-live", "polite");

  const name = () => data.nodes.get(app)?.name ?? app;

  const button = (words, act) => {
    const made = element("button", words);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };

  const disconnect = () => {
    source?.close();
    source = null;
    clearTimeout(timer);
  };

  /** The node, the lines and the other node of a hop, as far as they are drawn. */
  const parts = ({ from, to }) => {
    const lines = [...picture.edges].filter(([, edge]) => edge.dataset.from === from.id && edge.dataset.to === to?.id);
    return { from: from.id, lines: lines.map(([id]) => id), to: to?.id };
  };

  const mark = (items, at) => {
    items.forEach((item, index) => {
      if (index === at) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
  };

  const list = () => [...place.querySelectorAll("ol > li")];

  /** Lights up what this hop is between. */
  const show = (at) => {
    const { from, lines, to } = parts(request.hops[at]);
    picture.light([from, ...lines, to]);
    mark(list(), at);
  };

  /** All of the way at once. */
  const whole = () => {
    picture.light(request.hops.map(parts).flatMap(({ from, lines, to }) => [from, ...lines, to]));
    mark(list(), -1);
  };

  /** Node, line, node; then the next hop; at the end all of it. */
  const replay = () => {
    clearTimeout(timer);
    if (isStill.matches) return whole();
    const frames = request.hops.flatMap((hop, at) => {
      const { from, lines, to } = parts(hop);
      return [[at, [from]], [at, [from, ...lines]], [at, [...lines, to]]];
    });
    const next = () => {
      const frame = frames.shift();
      if (!frame) return whole();
      const [at, ids] = frame;
      picture.light(ids);
      const sentence = request.hops[at].sentence;
      if (said.textContent !== sentence) said.textContent = sentence;
      mark(list(), at);
      timer = setTimeout(next, step / 3);
    };
    next();
  };

  const known = { trace: "trace", "api-log": "API log", counter: "counter", declared: "declared" };

  const item = (hop, at) => {
    const made = element("li", "", hop.failed ? "bad" : "");
    made.style.marginInlineStart = `${Math.min(hop.depth, 8) * 12}px`;
    const go = button(hop.sentence, () => {
      clearTimeout(timer);
      show(at);
    });
    const times = hop.at === null ? [] : [`at ${hop.at} ms`];
    const doubt = hop.unsure ? ["not sure"] : [];
    const words = [...times, ...hop.known.map((one) => known[one]), ...doubt];
    made.append(go, element("p", words.join(" · "), "quiet"));
    return made;
  };

  const draw = (...parts) => {
    const close = element("button", "×", "close");
    close.type = "button";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", leave);
    place.replaceChildren(close, element("h2", `A request of ${name()}`), said, ...parts);
  };

  const told = () => {
    const count = request.hops.length === 1 ? "1 hop" : `${request.hops.length} hops`;
    const took = request.took === null ? "" : `, ${request.took} ms`;
    said.textContent = `${request.from.name} began it${took}: ${count}.`;
    const hops = element("ol");
    hops.append(...request.hops.map(item));
    const bar = element("nav");
    bar.append(button("Show again", replay), button("Next request", listen));
    draw(hops, ...request.remarks.map((line) => element("p", line, "remark")), bar);
    replay();
  };

  const listen = () => {
    disconnect();
    request = null;
    picture.light([app]);
    said.textContent = `Waiting for a request that ${name()} sends or gets …`;
    draw();
    source = new EventSource(`/follow?${new URLSearchParams({ id: app })}`);
    source.addEventListener("waiting", (event) => {
      const { fix } = JSON.parse(event.data);
      if (fix) place.append(element("p", fix, "remark"));
    });
    source.addEventListener("request", (event) => {
      disconnect();
      request = JSON.parse(event.data);
      told();
    });
    timer = setTimeout(() => {
      said.textContent = `No request of ${name()} yet: call it, and it is shown here.`;
    }, patience);
  };

  const leave = () => {
    disconnect();
    place.hidden = true;
    request = null;
    picture.light([]);
    picture.nodes.get(app)?.focus();
  };

  const start = (id) => {
    if (data.nodes.get(id)?.kind !== "app") return;
    if (!tour.hidden) document.getElementById("lead").click();
    tabs.show("graph");
    panel.close();
    picture.select(null);
    app = id;
    place.hidden = false;
    listen();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !place.hidden) leave();
    if (event.key !== key || event.target.closest("input, select, dialog")) return;
    const id = event.target.closest(".node")?.dataset.id ?? page.selected();
    if (id) start(id);
  });

  document.getElementById("lead").addEventListener("click", () => {
    if (!place.hidden && !tour.hidden) leave();
  });

  // Among the keys, and with what is known of an app.
  const keys = document.querySelector("#keys dl");
  keys.append(element("dt", key), element("dd", "follow the next request of an app, hop by hop"));
  panel.onDraw((node) => {
    if (node.kind !== "app") return [];
    const go = button(`Follow a request   ${key}`, () => start(node.id));
    go.id = "follow-start";
    return [go];
  });
})();
