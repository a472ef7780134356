
// Dapr explained, stop by stop: each lights up its part of the picture and ticks itself by what the cluster is like.
(() => {
  const { element } = panel;
  const place = document.getElementById("tour");
  const lead = document.getElementById("lead");
  const view = document.getElementById("view");
  const often = 2000;
  let stops = [];
  let at = 0;
  let shown = "";
  let timer = null;

  const spans = (all) =>
    all.map((span) => {
      if ("code" in span) return element("code", span.code);
      return "strong" in span ? element("strong", span.strong) : span.text;
    });

  /** Neighbouring items are one list. */
  const blocks = (text) => {
    const made = [];
    for (const block of text) {
      if (block.type === "code") made.push(element("pre", block.lines.join("\n")));
      else if (block.type === "item") {
        if (made.at(-1)?.tagName !== "UL") made.push(element("ul"));
        const item = element("li");
        item.append(...spans(block.spans));
        made.at(-1).append(item);
      } else {
        const paragraph = element("p");
        paragraph.append(...spans(block.spans));
        made.push(paragraph);
      }
    }
    return made;
  };

  const tick = (check) => {
    const item = element("li", `${check.done ? "✔" : "·"} ${check.words}`, check.done ? "good" : "");
    if (!check.done && check.why) item.append(element("p", check.why, "quiet"));
    if (!check.done && check.counted) {
      item.append(element("p", "daprk asks for it through the sidecar, which counts that, too.", "quiet"));
    }
    return item;
  };

  const button = (words, act, disabled) => {
    const made = element("button", words);
    made.type = "button";
    made.disabled = disabled;
    made.addEventListener("click", act);
    return made;
  };

  const go = (to) => {
    at = Math.max(0, Math.min(stops.length - 1, to));
    draw();
    place.scrollTop = 0;
  };

  const steps = () => {
    const bar = element("nav");
    const choice = element("select");
    choice.setAttribute("aria-label", "Stop");
    choice.append(
      ...stops.map((stop, index) => new Option(`${stop.done ? "✔" : "·"} ${stop.number} ${stop.title}`, index)),
    );
    choice.value = String(at);
    choice.addEventListener("change", () => go(Number(choice.value)));
    bar.append(
      button("Back", () => go(at - 1), at === 0),
      choice,
      button("Next", () => go(at + 1), at === stops.length - 1),
    );
    return bar;
  };

  const section = (heading, all) => (all.length ? [element("h3", heading), ...all] : []);

  const draw = () => {
    const stop = stops[at];
    const now = JSON.stringify([stop, stops.map((one) => one.done)]);
    light(stop);
    // Whoever is choosing or reading is not disturbed for nothing.
    if (now === shown) return;
    shown = now;
    const ticks = element("ul", "", "ticks");
    ticks.append(...stop.checks.map(tick));
    const done = stops.filter((one) => one.done).length;
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    place.replaceChildren(
      element("p", `${stop.chapter} · ${done} of ${stops.length} done`, "quiet"),
      element("h2", `${stop.done ? "✔ " : ""}${stop.number} ${stop.title}`),
      ...blocks(stop.text),
      ...section("Type in a terminal", stop.commands.map((line) => element("pre", line))),
      ...section("It is done when", [ticks]),
      ...section("Do you know?", questions.of(stop)),
      steps(),
    );
    // An answer that is being typed goes on.
    if (focused?.isConnected) focused.focus();
  };

  const light = (stop) => {
    picture.light(stop.shows.nodes);
    if (stop.shows.view !== view.value) {
      view.value = stop.shows.view;
      view.dispatchEvent(new Event("change"));
    }
  };

  const look = async () => {
    // Nobody is asked for a page that nobody sees.
    if (document.hidden && stops.length) {
      timer = setTimeout(look, often);
      return;
    }
    try {
      const answer = await fetch("/tour");
      if (answer.ok && !place.hidden) {
        const told = await answer.json();
        const isFirst = !stops.length;
        stops = told.stops;
        // It begins where something is left to do.
        if (isFirst) at = Math.max(0, stops.findIndex((stop) => !stop.done));
        draw();
      }
    } catch {
      // Whoever does not answer is told of by the picture's own connection.
    }
    if (!place.hidden) timer = setTimeout(look, often);
  };

  lead.addEventListener("click", () => {
    place.hidden = !place.hidden;
    lead.setAttribute("aria-pressed", String(!place.hidden));
    clearTimeout(timer);
    shown = "";
    if (place.hidden) picture.light([]);
    else {
      tabs.show("graph");
      panel.close();
      look();
    }
  });
})();
