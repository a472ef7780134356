
// What is drawn, by its ids.
const data = (() => {
  const nodes = new Map();
  const edges = new Map();
  /** By node. */
  const problems = new Map();
  let graph = { nodes: [], edges: [], problems: [], unknown: [] };
  const edgeId = (edge) => `${edge.from} ${edge.verb} ${edge.to}`;

  const put = (told) => {
    for (const node of told.nodes ?? []) nodes.set(node.id, node);
    for (const edge of told.edges ?? []) edges.set(edgeId(edge), edge);
    if (!told.problems) return;
    problems.clear();
    for (const problem of told.problems) {
      for (const id of problem.nodes) problems.set(id, [...(problems.get(id) ?? []), problem]);
    }
  };

  const set = (next) => {
    graph = next;
    nodes.clear();
    edges.clear();
    put(graph);
  };

  /** The same things, of which these look different now. */
  const change = (next) => {
    put(next);
    graph.problems = next.problems ?? graph.problems;
    graph.unknown = next.unknown ?? graph.unknown;
  };

  const edgesOf = (id) => [...edges.values()].filter((edge) => edge.from === id || edge.to === id);
  const problemsOf = (id) => problems.get(id) ?? [];

  /** The ids of a node and of all that it has to do with. */
  const neighbours = (id) => new Set([id, ...edgesOf(id).flatMap((edge) => [edge.from, edge.to])]);

  /** What draws the same in a terminal, but for a namespace. */
  const command = () => graph.command;

  /** What is wrong, and what could not be seen. */
  const findings = () => ({ problems: graph.problems, unknown: graph.unknown });

  return { set, change, command, findings, nodes, edgeId, edgesOf, problemsOf, neighbours };
})();
