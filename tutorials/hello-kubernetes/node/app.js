// The order service of the tutorial: it keeps the last order in a Dapr state store.
// It knows only its own sidecar, by HTTP, and needs nothing but Node itself.

const http = require("node:http");

const sidecar = {
  http: process.env.DAPR_HTTP_ENDPOINT || `http://localhost:${process.env.DAPR_HTTP_PORT || 3500}`,
  grpc: process.env.DAPR_GRPC_ENDPOINT || `http://localhost:${process.env.DAPR_GRPC_PORT || 50001}`,
};
const state = `${sidecar.http}/v1.0/state/${process.env.STATE_STORE_NAME || "statestore"}`;
const port = Number(process.env.APP_PORT || 3000);

// Asks the sidecar; the answer is its status and its text.
function ask(method, url, body) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = text === undefined
    ? {}
    : { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  return new Promise((done, failed) => {
    const request = http.request(url, { method, headers }, (response) => {
      read(response).then((answer) => done({ status: response.statusCode, text: answer }), failed);
    });
    request.on("error", failed);
    request.end(text);
  });
}

async function read(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts).toString();
}

function expectSuccess(answer, failure) {
  if (answer.status < 200 || answer.status > 299) throw new Error(`${failure} (HTTP ${answer.status}): ${answer.text}`);
  return answer.text;
}

async function lastOrder() {
  return { text: expectSuccess(await ask("GET", `${state}/order`), "The order could not be read") };
}

async function newOrder(request) {
  const data = JSON.parse(await read(request)).data;
  if (data === undefined || data === null) throw new Error("An order has its id at data.orderId");
  console.log(`Got a new order! Order ID: ${data.orderId}`);
  const saved = await ask("POST", state, [{ key: "order", value: data }]);
  expectSuccess(saved, "The order could not be stored");
  console.log(`Successfully persisted state for Order ID: ${data.orderId}`);
  return {};
}

async function ports() {
  console.log(`DAPR_HTTP_ENDPOINT: ${sidecar.http}`);
  console.log(`DAPR_GRPC_ENDPOINT: ${sidecar.grpc}`);
  return { json: { DAPR_HTTP_ENDPOINT: sidecar.http, DAPR_GRPC_ENDPOINT: sidecar.grpc } };
}

const routes = { "GET /order": lastOrder, "POST /neworder": newOrder, "GET /ports": ports };

function answer(response, status, { text = "", json }) {
  response.writeHead(status, { "content-type": json ? "application/json; charset=utf-8" : "text/html; charset=utf-8" });
  response.end(json ? JSON.stringify(json) : text);
}

const server = http.createServer(async (request, response) => {
  const path = request.url.split("?")[0];
  const route = routes[`${request.method} ${path}`];
  if (!route) return answer(response, 404, { text: `Cannot ${request.method} ${path}` });
  try {
    answer(response, 200, await route(request));
  } catch (error) {
    console.log(error.message);
    answer(response, 500, { json: { message: error.message } });
  }
});

server.listen(port, () => console.log(`Node App listening on port ${port}!`));

process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 1000).unref();
});
