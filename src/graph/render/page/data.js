
// What is drawn, by its ids.
const data = (() => {
  const nodes = new Map();
  let graph = { nodes: [], edges: [], problems: [], unknown: [] };
  const edgeId = (edge) => `${edge.from} ${edge.verb} ${edge.to}`;

  const set = (next) => {
    graph = next;
    nodes.clear();
    for (const node of graph.nodes) nodes.set(node.id, node);
  };

  /** The same things, of which these look different now. */
  const change = (next) => {
    const merged = (old, changed, id) => {
      const byId = new Map((changed ?? []).map((one) => [id(one), one]));
      return old.map((one) => byId.get(id(one)) ?? one);
    };
    set({
      ...graph,
      nodes: merged(graph.nodes, next.nodes, (node) => node.id),
      edges: merged(graph.edges, next.edges, edgeId),
      problems: next.problems ?? graph.problems,
      unknown: next.unknown ?? graph.unknown,
    });
  };

  const edgesOf = (id) => graph.edges.filter((edge) => edge.from === id || edge.to === id);
  const problemsOf = (id) => graph.problems.filter((problem) => problem.nodes.includes(id));

  /** The ids of a node and of all that it has to do with. */
  const neighbours = (id) => new Set([id, ...edgesOf(id).flatMap((edge) => [edge.from, edge.to])]);

  /** What draws the same in a terminal, but for a namespace. */
  const command = () => graph.command;

  return { set, change, command, nodes, edgeId, edgesOf, problemsOf, neighbours };
})();
