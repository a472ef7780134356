// The front of the calculator: it calculates nothing, but asks the operator for each operation, and
// keeps what is on the display. It knows only its own sidecar, by HTTP, and needs nothing but Node.

const http = require("node:http");

const sidecar = process.env.DAPR_HTTP_ENDPOINT || `http://127.0.0.1:${process.env.DAPR_HTTP_PORT || 3500}`;
const state = `${sidecar}/v1.0/state/statestore`;
const key = "calculatorState";
const port = Number(process.env.APP_PORT || 3000);
const json = { "content-type": "application/json" };

// Which app does what, by its app id. Where the apps are, the sidecar knows.
const operators = { add: "addapp", subtract: "subtractapp", multiply: "multiplyapp", divide: "divideapp" };

// What another app answers, or the sidecar in its place, is passed on as it is.
async function passedOn(answer) {
  return { status: answer.status === 204 ? 200 : answer.status, text: await answer.text() };
}

async function calculate(operation, operands) {
  const app = operators[operation];
  if (!app) return { status: 404, text: JSON.stringify({ message: `there is no operator for ${operation}` }) };
  const url = `${sidecar}/v1.0/invoke/${app}/method/${operation}`;
  return passedOn(await fetch(url, { method: "POST", headers: json, body: JSON.stringify(operands) }));
}

async function persist(value) {
  const body = JSON.stringify([{ key, value }]);
  return passedOn(await fetch(state, { method: "POST", headers: json, body }));
}

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}

// Operands come as JSON, or in the address: /calculate/add?operandOne=52&operandTwo=34
async function route(request, url) {
  const [, first, second] = url.pathname.split("/");
  const asked = `${request.method} /${first}`;
  if (asked === "POST /calculate") return calculate(second, await read(request));
  if (asked === "GET /calculate") return calculate(second, Object.fromEntries(url.searchParams));
  if (asked === "POST /persist") return persist(await read(request));
  if (asked === "GET /state") return passedOn(await fetch(`${state}/${key}`));
  return { status: 404, text: JSON.stringify({ message: `Cannot ${request.method} ${url.pathname}` }) };
}

const server = http.createServer(async (request, response) => {
  let answer;
  try {
    answer = await route(request, new URL(request.url, "http://front"));
  } catch (error) {
    console.log(error.message);
    answer = { status: 500, text: JSON.stringify({ message: error.message }) };
  }
  response.writeHead(answer.status, json);
  response.end(answer.text);
});

server.listen(port, () => console.log(`the front listens on port ${port}`));

process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 1000).unref();
});
