
// What the cluster tells of one thing, below what the picture has; asked again while somebody reads it.
(() => {
  const element = panel.element;
  const often = 2000;
  let timer = null;

  const section = ({ title, lines }, open) => {
    const box = element("details");
    const all = element("ul");
    all.append(...lines.map((line) => element("li", line)));
    box.open = open;
    box.dataset.title = title;
    box.append(element("summary", `${title} (${lines.length})`), all);
    return box;
  };

  const draw = (told, place) => {
    const opened = new Map([...place.querySelectorAll("details")].map((box) => [box.dataset.title, box.open]));
    const focused = document.activeElement?.closest("#panel details")?.dataset.title;
    place.replaceChildren(
      ...told.sections.map((one, at) => section(one, opened.get(one.title) ?? at < 3)),
    );
    if (told.commands.length) {
      place.append(element("h3", "The same in a terminal"));
      place.append(...told.commands.map((line) => element("code", line)));
    }
    if (told.yaml) {
      const box = element("details");
      box.dataset.title = "YAML";
      box.open = opened.get("YAML") ?? false;
      box.append(element("summary", "YAML"), element("pre", told.yaml));
      place.append(box);
    }
    if (focused) [...place.children].find((box) => box.dataset.title === focused)?.firstElementChild.focus();
  };

  const ask = async (id) => {
    try {
      const answer = await fetch(`/node?id=${encodeURIComponent(id)}`);
      return answer.ok ? await answer.text() : "";
    } catch {
      // Whoever does not answer is told of by the picture's own connection.
      return "";
    }
  };

  panel.onOpen((id, place) => {
    clearTimeout(timer);
    // The cluster knows nothing of groups.
    if (data.nodes.get(id)?.kind === "group") return;
    let shown = "";
    const look = async () => {
      const answer = document.hidden && shown ? shown : await ask(id);
      // By now something else may be open.
      if (!place.isConnected || panel.place.hidden) return;
      if (answer && answer !== shown) draw(JSON.parse(answer), place);
      shown = answer || shown;
      timer = setTimeout(look, often);
    };
    look();
  });
})();
