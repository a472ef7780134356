
// What stands beside the picture: rows, findings, the picture in words.
const tables = (() => {
  const element = panel.element;

  /** Shows the thing in the picture. */
  const link = (id, words) => {
    const button = element("button", words);
    button.type = "button";
    button.addEventListener("click", () => {
      tabs.show("graph");
      if (picture.nodes.has(id)) page.select(id);
    });
    return button;
  };

  const heading = (title) => {
    const cell = element("th", title);
    cell.scope = "col";
    return cell;
  };

  const line = (columns, row) => {
    const made = element("tr");
    made.append(
      ...columns.map(([, value, className]) => {
        const told = value(row);
        const cell = element("td", "", className?.(row));
        cell.append(told ?? "");
        return cell;
      }),
    );
    return made;
  };

  const fill = (place, columns, rows, empty) => {
    if (!rows.length) return place.replaceChildren(element("p", empty, "quiet"));
    const [table, head, titles, body] = ["table", "thead", "tr", "tbody"].map((name) => element(name));
    titles.append(...columns.map(([title]) => heading(title)));
    head.append(titles);
    table.append(head, body);
    place.replaceChildren(table);
    slices.fill(body, rows, (row) => line(columns, row));
  };

  /** By section: what it shows, how that is drawn, and whether it is still to be. */
  const drawn = new Map();
  /** Letters of what is drawn at once, though nobody looks: sentences, and rows with dates, which take long. */
  const short = { findings: 20000, rows: 2000 };

  /** Draws a section if there is something new; what is long when it is shown. */
  const later = (name, told, act) => {
    const now = JSON.stringify(told);
    const before = drawn.get(name);
    if (before?.now === now) before.act = act;
    else drawn.set(name, { now, act, isOld: true });
    refresh(name);
  };

  const refresh = (name) => {
    const one = drawn.get(name);
    if (!one?.isOld || !(tabs.isShown(name) || one.now.length < (short[name] ?? short.rows))) return;
    one.isOld = false;
    one.act();
  };

  const name = ["Name", (row) => link(row.id, row.name)];
  const namespace = ["Namespace", (row) => row.namespace];
  const age = ["Created", (row) => (row.created ? new Date(row.created).toLocaleString() : "")];
  const state = (row) => (row.healthy ? "good" : "bad");

  const facts = (told) => {
    // What may not be seen is not known to be absent.
    const none = (words) => (told.unseen ? `${words}, as far as can be seen.` : `${words}.`);
    const rows = (name, columns, rows, empty) =>
      later(name, [rows, empty], () => fill(document.getElementById(name), columns, rows, empty));
    rows(
      "control-plane",
      [
        name,
        namespace,
        ["Status", (row) => `${row.healthy ? "✔" : "✖"} ${row.status}`, state],
        ["Replicas", (row) => row.replicas],
        ["Version", (row) => row.version],
      ],
      told.controlPlane,
      none("There is no Dapr in this cluster"),
    );
    rows(
      "components",
      [name, namespace, ["Type", (row) => `${row.type}/${row.version}`], ["Scopes", (row) => row.scopes || "all apps"], age],
      told.components,
      none("There are no components"),
    );
    rows(
      "configurations",
      [
        name,
        namespace,
        ["mTLS", (row) => (row.mtls === null ? "" : row.mtls ? "on" : "off")],
        ["Traces", (row) => (row.tracing ? `sampled at ${row.tracing}` : "none")],
        age,
      ],
      told.configurations,
      none("There are no configurations"),
    );
  };

  const finding = (problem) => {
    const box = element("div", "", problem.warning ? "finding warning" : "finding");
    box.append(element("p", `${problem.warning ? "▲" : "✖"} ${problem.message}`));
    if (problem.fix) box.append(element("code", problem.fix));
    for (const id of problem.nodes) {
      if (data.nodes.has(id)) box.append(link(id, data.nodes.get(id).name));
    }
    return box;
  };

  /** What is wrong, and what could not be seen. */
  const findings = () => {
    const { problems, unknown } = data.findings();
    const parts = [...problems.map((one) => () => finding(one))];
    if (!problems.length) parts.push(() => element("p", "✔ Nothing is wrong, as far as can be seen.", "quiet"));
    parts.push(...unknown.map((words) => () => element("p", `not seen: ${words}`, "quiet")));
    later("findings", [problems, unknown], () =>
      slices.fill(document.getElementById("findings"), parts, (make) => make()),
    );
  };

  const inWords = document.querySelector("details.words");

  /** All of the picture in words; what is long while somebody reads it. */
  const words = () => {
    if (!inWords.open && picture.nodes.size + picture.edges.size > 200) return;
    const labels = (all) => [...all.values()].map((element) => element.getAttribute("aria-label"));
    const lists = [
      ["Relations", labels(picture.edges)],
      ["Things", labels(picture.nodes)],
    ];
    const made = lists.filter(([, lines]) => lines.length);
    const places = made.map(() => element("ul"));
    document.getElementById("words").replaceChildren(...made.flatMap(([title], at) => [element("h2", title), places[at]]));
    made.forEach(([, lines], at) => slices.fill(places[at], lines, (line) => element("li", line)));
  };

  /** What can be asked for by name. */
  const near = document.getElementById("focus");
  const names = () => {
    const all = new Set([...data.nodes.values()].map((node) => node.name));
    slices.fill(document.getElementById("names"), [...all], (name) => {
      const option = element("option");
      option.value = name;
      return option;
    });
  };

  near.addEventListener("focus", names);
  inWords.addEventListener("toggle", words);
  tabs.onEnter(refresh);
  return { facts, findings, words };
})();
