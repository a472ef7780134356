// The kitchen of the tutorial: it asks for the topic `orders` and cooks what it is sent.
// It knows only its own sidecar, by HTTP, and needs nothing but Node itself.

const http = require("node:http");

const sidecar = process.env.DAPR_HTTP_ENDPOINT || `http://127.0.0.1:${process.env.DAPR_HTTP_PORT || 3500}`;
const state = `${sidecar}/v1.0/state/statestore`;
const port = Number(process.env.APP_PORT || 3000);

// The sidecar asks for this when it starts: which topics, where their events go, and where those
// go that the kitchen refuses.
const subscriptions = [{ pubsubname: "pubsub", topic: "orders", route: "/orders", deadLetterTopic: "refused" }];

// Notes how often an event came, for all replicas to see. An event that comes twice has the same
// id both times; a new order of the same number has another one.
async function note(event) {
  const key = `order-${event.data.number}`;
  const found = await fetch(`${state}/${key}`);
  const before = found.status === 200 ? await found.json() : {};
  const times = before.event === event.id ? before.times + 1 : 1;
  const value = { event: event.id, times, by: process.env.HOSTNAME };
  const headers = { "content-type": "application/json" };
  const saved = await fetch(state, { method: "POST", headers, body: JSON.stringify([{ key, value }]) });
  if (!saved.ok) throw new Error(`order ${event.data.number} could not be noted: ${await saved.text()}`);
}

async function cook(event) {
  const { number, dish } = event.data;
  if (dish === "fish") throw new Error(`order ${number}: no fish today`);
  await note(event);
  console.log(`order ${number}: ${dish} is ready`);
  return { status: "SUCCESS" };
}

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}

const routes = {
  "GET /dapr/subscribe": async () => subscriptions,
  "POST /orders": async (request) => cook(await read(request)),
};

function answer(response, status, json) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(json));
}

const server = http.createServer(async (request, response) => {
  const route = routes[`${request.method} ${request.url}`];
  if (!route) return answer(response, 404, { message: `Cannot ${request.method} ${request.url}` });
  try {
    answer(response, 200, await route(request));
  } catch (error) {
    console.log(error.message);
    answer(response, 500, { message: error.message });
  }
});

server.listen(port, () => console.log(`the kitchen listens on port ${port}`));

process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 1000).unref();
});
