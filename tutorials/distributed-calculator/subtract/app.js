// The operator subtract of the tutorial: two numbers come in, one goes out.

const http = require("node:http");

const port = Number(process.env.APP_PORT || 3000);

function subtract(one, two) {
  console.log(`Subtracting ${two} from ${one}`);
  return one - two;
}

function number(operands, name) {
  const value = Number(operands[name] ?? NaN);
  if (!Number.isFinite(value)) throw new Error(`${name} has to be a number`);
  return value;
}

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}

function answer(response, status, json) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(json));
}

const server = http.createServer(async (request, response) => {
  if (request.method !== "POST" || request.url !== "/subtract") {
    return answer(response, 404, { message: `Cannot ${request.method} ${request.url}` });
  }
  try {
    const operands = await read(request);
    answer(response, 200, subtract(number(operands, "operandOne"), number(operands, "operandTwo")));
  } catch (error) {
    answer(response, 400, { message: error.message });
  }
});

server.listen(port, () => console.log(`subtract listens on port ${port}`));

process.on("SIGTERM", () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => process.exit(0), 1000).unref();
});
