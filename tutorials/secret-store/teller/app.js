// The teller of the tutorial: it needs a password, and never tells it.
// It knows only its own sidecar, by HTTP, and needs nothing but Node itself.

const http = require("node:http");

const sidecar = process.env.DAPR_HTTP_ENDPOINT || `http://127.0.0.1:${process.env.DAPR_HTTP_PORT || 3500}`;
const account = `${sidecar}/v1.0/secrets/kubernetes/account`;
const port = Number(process.env.APP_PORT || 3000);

// All keys of the Secret, as it is now. Nothing is kept: who needs it again asks again.
async function secret() {
  const answer = await fetch(account);
  if (!answer.ok) throw new Error(`HTTP ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

async function password() {
  const given = process.env.PASSWORD;
  if (given) return { from: "environment", letters: given.length };
  return { from: "sidecar", letters: (await secret()).password.length };
}

async function keys() {
  return { keys: Object.keys(await secret()).sort() };
}

const routes = { "GET /password": password, "GET /keys": keys };

function answer(response, status, json) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(json));
}

const server = http.createServer(async (request, response) => {
  const route = routes[`${request.method} ${request.url}`];
  if (!route) return answer(response, 404, { message: `Cannot ${request.method} ${request.url}` });
  try {
    answer(response, 200, await route());
  } catch (error) {
    console.log(error.message);
    answer(response, 500, { message: error.message });
  }
});

server.listen(port, () => console.log(`the teller listens on port ${port}`));

process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 1000).unref();
});
