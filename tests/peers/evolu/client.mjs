// node client.mjs fill|run FOLDER PORT RECORDS: Evolu's own database worker, in this process.
// Its shared worker needs a browser; what stands here for it passes messages to the relay.
import "./surroundings.mjs";
import {
  createBroadcastChannel,
  createMessageChannel,
  createMessagePort,
  createRandomBytes,
  idBytesToId,
  testCreateWorker,
} from "@evolu/common";
import {
  createAppOwner,
  createOwnerSecret,
  createProtocolMessageFromCrdtMessages,
  startDbWorker,
} from "@evolu/common/local-first";
import { createBetterSqliteDriver, createRun } from "@evolu/nodejs";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import WebSocket from "ws";
import { CONFLICT, chosen, records, tell, timed } from "./telling.mjs";

const [step, folder, port, source] = process.argv.slice(2);
const PIECE = 1000;
const randomBytes = createRandomBytes();
const secret = `${folder}/secret`;
if (!existsSync(secret)) writeFileSync(secret, createOwnerSecret({ randomBytes }));
const owner = createAppOwner(new Uint8Array(readFileSync(secret)));
const columns = step === "fill" ? columnsOf(await records(source)) : keptColumns();

function columnsOf(all) {
  const found = { service: new Set(["remark"]) };
  for (const { kind, id, ...values } of all) {
    found[kind] = new Set([...(found[kind] ?? []), ...Object.keys(values)]);
  }
  const plain = Object.entries(found).map(([kind, names]) => [kind, [...names]]);
  writeFileSync(`${folder}/columns.json`, JSON.stringify(Object.fromEntries(plain)));
  return found;
}

// A new device must not hold the records before it pulls them.
function keptColumns() {
  const plain = JSON.parse(readFileSync(`${folder}/columns.json`, "utf8"));
  return Object.fromEntries(Object.entries(plain).map(([kind, names]) => [kind, new Set(names)]));
}

const locks = { request: async (name, ...rest) => rest.at(-1)({ name, mode: "exclusive" }) };
const run = createRun({
  createSqliteDriver: createBetterSqliteDriver,
  createMessagePort,
  createBroadcastChannel,
  lockManager: locks,
  consoleStoreOutputEntry: { get: () => null, subscribe: () => () => undefined },
});

class Device {
  constructor(name) {
    this.name = name;
    this.waiting = new Map();
    this.number = 0;
    this.received = 0;
  }

  async open() {
    const worker = testCreateWorker();
    const channel = createMessageChannel();
    this.port = channel.port2;
    const ready = new Promise((resolve) => {
      this.port.onMessage = (message) => {
        if (message.type === "LeaderAcquired") return;
        this.waiting.get(message.callbackId)(message.response);
        this.waiting.delete(message.callbackId);
      };
      resolve();
    });
    const started = run(startDbWorker(worker.self));
    worker.postMessage({
      type: "DbWorkerInit",
      name: this.name,
      consoleLevel: "error",
      sqliteSchema: { tables: columns, indexes: [] },
      encryptionKey: owner.encryptionKey,
      memoryOnly: false,
      port: channel.port1.native,
    });
    await Promise.all([ready, started]);
  }

  ask(request) {
    const callbackId = `${this.number++}`;
    return new Promise((resolve) => {
      this.waiting.set(callbackId, resolve);
      this.port.postMessage({ type: "Request", callbackId, request });
    });
  }

  async connect() {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}?ownerId=${owner.id}`);
    this.socket.binaryType = "arraybuffer";
    this.rounds = Promise.resolve();
    this.socket.on("message", (data) => {
      this.rounds = this.rounds.then(() => this.take(new Uint8Array(data)));
    });
    await new Promise((resolve, reject) => {
      this.socket.on("open", resolve);
      this.socket.on("error", reject);
    });
  }

  async take(inputMessage) {
    const message = { type: "ApplySyncMessage", owner, inputMessage };
    const { message: applied } = await this.ask({ type: "ForSharedWorker", message });
    if (!applied.result.ok) throw new Error(JSON.stringify(applied.result.error));
    if (applied.result.value.type === "Response") this.socket.send(applied.result.value.message);
    else this.ended?.();
  }

  async sync() {
    const ended = new Promise((resolve) => (this.ended = resolve));
    const message = { type: "CreateSyncMessages", owners: [owner] };
    const { message: made } = await this.ask({ type: "ForSharedWorker", message });
    this.socket.send(made.protocolMessagesByOwnerId.get(owner.id));
    await ended;
  }

  async mutate(changes) {
    const message = { type: "Mutate", changes, onCompleteIds: [], subscribedQueries: new Set() };
    const answer = await this.ask({ type: "ForEvolu", id: "side", message });
    return answer.message.messagesByOwnerId.get(owner.id);
  }

  async rows(text) {
    const query = JSON.stringify([text, [], []]);
    const message = { type: "Query", queries: new Set([query]) };
    const answer = await this.ask({ type: "ForEvolu", id: "side", message });
    return answer.message.rowsByQuery.get(query);
  }

  close() {
    this.socket?.close();
  }
}

function change(one, values, isInsert) {
  const id = idBytesToId(new Uint8Array(Buffer.from(one.id, "hex")));
  return { ownerId: owner.id, table: one.kind, id, values, isInsert, isDelete: null };
}

function plain({ id, kind, ...values }) {
  const texts = Object.entries(values).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(" ") : value === true ? 1 : value,
  ]);
  return Object.fromEntries(texts);
}

async function opened(name, connected = true) {
  const device = new Device(`${folder}/${name}`);
  await device.open();
  if (connected) await device.connect();
  return device;
}

async function fill() {
  const all = await records(source);
  const first = await opened("first");
  for (let start = 0; start < all.length; start += PIECE) {
    const some = all.slice(start, start + PIECE);
    await first.mutate(some.map((one) => change(one, plain(one), true)));
  }
  await timed("fill", () => first.sync());
}

async function edit(device, chosenOnes, text) {
  return device.mutate(
    chosenOnes.map((one, number) => change(one, { remark: `${text} ${number}` }, false)),
  );
}

async function everything() {
  const second = await opened("second");
  await timed("pull", () => second.sync());
  const [{ count }] = await second.rows("select count(*) as count from service");
  const services = (await records(source)).filter((one) => one.kind === "service");
  if (count !== services.length) throw new Error(`only ${count} services came`);
  await second.sync();
  await timed("poll", () => second.sync());
  await edit(second, chosen(services), "Edited without a connection");
  await timed("push", () => second.sync());
  const first = await opened("first");
  await first.sync();
  await conflict([first, second], services[1]);
}

async function conflict(both, service) {
  for (const [number, device] of both.entries()) {
    await device.mutate([change(service, { remark: CONFLICT[number] }, false)]);
  }
  for (const device of [...both, both[0]]) await device.sync();
  const shown = new Set();
  for (const device of both) {
    const id = idBytesToId(new Uint8Array(Buffer.from(service.id, "hex")));
    const [row] = await device.rows(`select remark from service where id = '${id}'`);
    shown.add(row.remark);
  }
  await tell("conflict", 0, { survived: CONFLICT.every((text) => shown.has(text)) });
}

await (step === "fill" ? fill() : everything());
process.exit(0);
