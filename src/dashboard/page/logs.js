
// Lines of an app and of its sidecars.
const logs = (() => {
  const most = 2000;
  const at = (id) => document.getElementById(id);
  const [app, container, level, text] = ["log-app", "log-container", "log-level", "log-text"].map(at);
  const [pause, clear, place] = ["log-pause", "log-clear", "lines"].map(at);
  const severe = { warning: ["warning", "error", "fatal"], error: ["error", "fatal"] };
  const note = at("log-note");
  let source = null;
  let held = null;
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

  const add = (told) => {
    const line = panel.element("li", "", told.container === "daprd" ? "daprd" : "app");
    line.dataset.container = told.container;
    line.dataset.level = told.level;
    line.dataset.at = told.at;
    line.append(
      panel.element("span", `${told.at.slice(11, 23)} `, "at"),
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
    if (place.childElementCount > most) place.firstElementChild.remove();
    if (isAtEnd) place.scrollTop = place.scrollHeight;
  };

  /** Why lines may be missing, each reason once. */
  const remark = (words) => {
    const all = new Set(note.textContent.split("\n").filter(Boolean)).add(words);
    note.textContent = [...all].slice(-3).join("\n");
    note.hidden = false;
  };

  const clean = () => {
    place.replaceChildren();
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
      const before = app.value;
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
      if (held) held.push(line);
      else add(line);
    });
  };

  const refilter = () => {
    for (const line of place.children) line.hidden = !wanted(line);
  };

  const toggle = () => {
    if (held) {
      const kept = held.slice(-most);
      held = null;
      kept.forEach(add);
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

  app.addEventListener("change", start);
  for (const field of [container, level]) field.addEventListener("change", refilter);
  text.addEventListener("input", refilter);
  pause.addEventListener("click", toggle);
  clear.addEventListener("click", () => place.replaceChildren());
  return { apps, start, stop };
})();
