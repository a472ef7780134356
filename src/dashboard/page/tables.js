
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

  const fill = (place, columns, rows, empty) => {
    if (!rows.length) return place.replaceChildren(element("p", empty, "quiet"));
    const table = element("table");
    const head = element("tr");
    head.append(...columns.map(([title]) => heading(title)));
    const body = rows.map((row) => {
      const line = element("tr");
      line.append(
        ...columns.map(([, value, className]) => {
          const told = value(row);
          const cell = element("td", "", className?.(row));
          cell.append(told ?? "");
          return cell;
        }),
      );
      return line;
    });
    table.append(head, ...body);
    place.replaceChildren(table);
  };

  const name = ["Name", (row) => link(row.id, row.name)];
  const namespace = ["Namespace", (row) => row.namespace];
  const age = ["Created", (row) => (row.created ? new Date(row.created).toLocaleString() : "")];
  const state = (row) => (row.healthy ? "good" : "bad");

  const facts = (told) => {
    const at = (id) => document.getElementById(id);
    // What may not be seen is not known to be absent.
    const none = (words) => (told.unseen ? `${words}, as far as can be seen.` : `${words}.`);
    fill(
      at("control-plane"),
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
    fill(
      at("components"),
      [name, namespace, ["Type", (row) => `${row.type}/${row.version}`], ["Scopes", (row) => row.scopes || "all apps"], age],
      told.components,
      none("There are no components"),
    );
    fill(
      at("configurations"),
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

  const list = (heading, lines) => {
    if (!lines.length) return [];
    const all = element("ul");
    all.append(...lines.map((line) => element("li", line)));
    return [element("h2", heading), all];
  };

  /** What is wrong, and all of the picture in words. */
  const words = (graph) => {
    const found = graph.problems.map(finding);
    if (!found.length) found.push(element("p", "✔ Nothing is wrong, as far as can be seen.", "quiet"));
    found.push(...graph.unknown.map((line) => element("p", `not seen: ${line}`, "quiet")));
    document.getElementById("findings").replaceChildren(...found);
    const edges = [...picture.edges.keys()].map(picture.sentence);
    const nodes = [...picture.nodes.values()].map((node) => node.getAttribute("aria-label"));
    document.getElementById("words").replaceChildren(...list("Relations", edges), ...list("Things", nodes));
    const names = [...data.nodes.values()].map((node) => {
      const option = element("option");
      option.value = node.name;
      return option;
    });
    document.getElementById("names").replaceChildren(...names);
  };

  return { facts, words };
})();
