
// What is drawn, by its ids.
const data = (() => {
  const graph = JSON.parse(document.getElementById("graph").textContent);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const edgeId = (edge) => `${edge.from} ${edge.verb} ${edge.to}`;

  const edgesOf = (id) => graph.edges.filter((edge) => edge.from === id || edge.to === id);
  const problemsOf = (id) => graph.problems.filter((problem) => problem.nodes.includes(id));

  /** The ids of a node and of all that it has to do with. */
  const neighbours = (id) => new Set([id, ...edgesOf(id).flatMap((edge) => [edge.from, edge.to])]);

  return { nodes, edgeId, edgesOf, problemsOf, neighbours };
})();
