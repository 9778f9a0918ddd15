// node server.mjs FOLDER PORT: RxDB's replication over HTTP, answered from memory.
// RxDB's own server is not free; its documentation asks for two endpoints, which stand here.
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { records } from "./telling.mjs";

const [folder, port, source] = process.argv.slice(2);
const documents = new Map();
const order = [];

function put(document) {
  const known = documents.get(document.id);
  const entry = { document, sequence: order.length };
  if (known) order[known.sequence] = null;
  documents.set(document.id, entry);
  order.push(entry);
}

for (const one of source && existsSync(source) ? await records(source) : []) put(one);

function pull(after, limit) {
  const found = [];
  let sequence = after;
  while (sequence < order.length && found.length < limit) {
    const entry = order[sequence];
    if (entry) found.push({ ...entry.document, _deleted: false });
    sequence += 1;
  }
  return { documents: found, checkpoint: { sequence } };
}

function same(one, other) {
  return one.remark === other.remark && one.status === other.status;
}

function push(rows) {
  const conflicts = [];
  for (const { newDocumentState, assumedMasterState } of rows) {
    const known = documents.get(newDocumentState.id)?.document;
    if (known && (!assumedMasterState || !same(known, assumedMasterState))) {
      conflicts.push({ ...known, _deleted: false });
    } else {
      const { _deleted, ...document } = newDocumentState;
      put(document);
    }
  }
  return conflicts;
}

createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const at = new URL(request.url, "http://localhost");
  const answer =
    request.method === "GET"
      ? pull(Number(at.searchParams.get("after")), Number(at.searchParams.get("limit")))
      : push(JSON.parse(Buffer.concat(pieces).toString()));
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(answer));
}).listen(Number(port), "127.0.0.1");
