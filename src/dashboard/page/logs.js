
// Lines of an app and of its sidecars.
const logs = (() => {
  const most = 2000;
  const at = (id) => document.getElementById(id);
  const [app, container, level, text] = ["log-app", "log-container", "log-level", "log-text"].map(at);
  const [pause, clear, place] = ["log-pause", "log-clear", "lines"].map(at);
  const severe = { warning: ["warning", "error", "fatal"], error: ["error", "fatal"] };
  const note = at("log-note");
  const none = at("log-none");
  let source = null;
  let held = null;
  /** Lines that came while it was paused, and that there was no room for. */
  let dropped = 0;
  /** Lines that the filter lets through. */
  let seen = 0;
  let isOpen = false;
  let there = [];
  let listed = [];

  const wanted = (line) => {
    const { container: of, level: grade } = line.dataset;
    const isDaprd = of === "daprd";
    return (
      (!container.value || (container.value === "daprd") === isDaprd) &&
      (!level.value || severe[level.value].includes(grade)) &&
      (!text.value || line.textContent.toLowerCase().includes(text.value.toLowerCase()))
    );
  };

  /** The time on this machine's clock, as everything else on the page. */
  const clock = (text) => {
    const time = new Date(text);
    return `${time.toTimeString().slice(0, 8)}.${String(time.getMilliseconds()).padStart(3, "0")}`;
  };

  /** What is seen of a line is counted. */
  const count = (line, by) => {
    if (!line.hidden) seen += by;
  };

  const tell = () => {
    none.hidden = seen > 0 || !place.childElementCount;
  };

  const add = (told) => {
    const line = panel.element("li", "", told.container === "daprd" ? "daprd" : "app");
    line.dataset.container = told.container;
    line.dataset.level = told.level;
    line.dataset.at = told.at;
    line.title = told.at;
    line.append(
      panel.element("span", `${clock(told.at)} `, "at"),
      panel.element("span", `${told.pod} ${told.container} `, "who"),
      panel.element("span", told.text || " ", told.level),
    );
    line.hidden = !wanted(line);
    const isAtEnd = place.scrollHeight - place.scrollTop - place.clientHeight < 40;
    // Containers are read side by side: each in its order, but one may be ahead.
    let before = place.lastElementChild;
    while (before && before.dataset.at > told.at) before = before.previousElementSibling;
    if (before) before.after(line);
    else place.prepend(line);
    count(line, 1);
    if (place.childElementCount > most) {
      count(place.firstElementChild, -1);
      place.firstElementChild.remove();
    }
    tell();
    if (isAtEnd) place.scrollTop = place.scrollHeight;
  };

  /** Why lines may be missing, each reason once. */
  const remark = (words) => {
    const all = new Set(note.textContent.split("\n").filter(Boolean)).add(words);
    note.textContent = [...all].slice(-3).join("\n");
    note.hidden = false;
  };

  const empty = () => {
    place.replaceChildren();
    seen = 0;
    tell();
  };

  const clean = () => {
    empty();
    if (held) held = [];
    dropped = 0;
    note.textContent = "";
    note.hidden = true;
  };

  const stop = () => {
    isOpen = false;
    source?.close();
    source = null;
  };

  const list = () => {
    if (there === listed) return;
    if (there.join() !== listed.join()) {
      const before = app.value || filter.address().get("log-app");
      app.replaceChildren(...there.map((value) => new Option(value, value)));
      if (there.includes(before)) app.value = before;
    }
    listed = there;
  };

  const start = () => {
    stop();
    isOpen = true;
    list();
    clean();
    if (!app.value) return;
    // An app's id is what somebody wrote: it may have a slash.
    const [namespace, ...name] = app.value.split("/");
    source = new EventSource(`/logs?${new URLSearchParams({ namespace, app: name.join("/") })}`);
    // After a gap the last lines come again.
    source.addEventListener("open", clean);
    source.addEventListener("note", (event) => remark(JSON.parse(event.data)));
    source.addEventListener("line", (event) => {
      const line = JSON.parse(event.data);
      if (held) hold(line);
      else add(line);
    });
  };

  /** As many as are shown; the oldest make room. */
  const hold = (line) => {
    held.push(line);
    if (held.length <= most) return;
    held.shift();
    dropped += 1;
  };

  const fields = { "log-container": container, "log-level": level, "log-text": text };

  const refilter = () => {
    seen = 0;
    for (const line of place.children) {
      line.hidden = !wanted(line);
      count(line, 1);
    }
    tell();
    filter.keep(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value])));
  };

  const recall = () => {
    const kept = filter.address();
    for (const [name, field] of Object.entries(fields)) field.value = kept.get(name) ?? "";
    for (const field of [container, level]) if (field.selectedIndex < 0) field.value = "";
  };

  const toggle = () => {
    if (held) {
      const kept = held;
      held = null;
      kept.forEach(add);
      if (dropped) remark(`${dropped} lines came while it was paused and were dropped: only the last ${most} are kept.`);
      dropped = 0;
    } else held = [];
    pause.setAttribute("aria-pressed", String(Boolean(held)));
    pause.textContent = held ? "Go on" : "Pause";
  };

  /** Which apps there are; a thousand of them take a while, so they are listed when somebody looks. */
  const apps = (all) => {
    there = all.map((one) => `${one.namespace}/${one.name}`);
    if (!isOpen) return;
    const before = app.value;
    list();
    if (app.value !== before) start();
  };

  app.addEventListener("change", () => {
    filter.keep({ "log-app": app.value });
    start();
  });
  for (const field of [container, level]) field.addEventListener("change", refilter);
  text.addEventListener("input", refilter);
  pause.addEventListener("click", toggle);
  clear.addEventListener("click", empty);
  recall();
  return { apps, start, stop };
})();
