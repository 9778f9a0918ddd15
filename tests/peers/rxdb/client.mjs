// node client.mjs run FOLDER PORT RECORDS: RxDB with its storage in memory, batches of 1,000.
import { addRxPlugin, createRxDatabase } from "rxdb";
import { replicateRxCollection } from "rxdb/plugins/replication";
import { getRxStorageMemory } from "rxdb/plugins/storage-memory";
import { RxDBUpdatePlugin } from "rxdb/plugins/update";
import { CONFLICT, chosen, records, tell, timed } from "./telling.mjs";

const [, , port, source] = process.argv.slice(2);
const BATCH = 1000;
const address = `http://127.0.0.1:${port}`;
addRxPlugin(RxDBUpdatePlugin);

async function collection(name) {
  const database = await createRxDatabase({ name, storage: getRxStorageMemory() });
  const schema = {
    version: 0,
    primaryKey: "id",
    type: "object",
    properties: { id: { type: "string", maxLength: 32 }, kind: { type: "string" } },
    required: ["id"],
    additionalProperties: true,
  };
  return (await database.addCollections({ records: { schema } })).records;
}

function replicated(local) {
  return replicateRxCollection({
    collection: local,
    replicationIdentifier: "records",
    live: false,
    waitForLeadership: false,
    pull: {
      batchSize: BATCH,
      handler: async (checkpoint, limit) => {
        const after = checkpoint?.sequence ?? 0;
        return (await fetch(`${address}/pull?after=${after}&limit=${limit}`)).json();
      },
    },
    push: {
      batchSize: BATCH,
      handler: async (rows) =>
        (await fetch(`${address}/push`, { method: "POST", body: JSON.stringify(rows) })).json(),
    },
  });
}

async function sync(local) {
  const state = replicated(local);
  state.error$.subscribe((error) => {
    console.error(error);
    process.exit(1);
  });
  await state.awaitInitialReplication();
  await state.cancel();
}

async function edit(local, ids, text) {
  const found = await local.findByIds(ids).exec();
  await local.bulkUpsert(
    ids.map((id, number) => ({ ...found.get(id).toJSON(), remark: `${text} ${number}` })),
  );
}

const second = await collection("second");
await timed("pull", () => sync(second));
const services = (await records(source)).filter((one) => one.kind === "service");
const count = await second.count({ selector: {} }).exec();
if (count < services.length) throw new Error(`only ${count} records came`);
await sync(second);
await timed("poll", () => sync(second));
await edit(second, chosen(services.map((one) => one.id)), "Edited without a connection");
await timed("push", () => sync(second));

const first = await collection("first");
await sync(first);
const both = [first, second];
for (const [number, local] of both.entries()) {
  const document = await local.findOne(services[1].id).exec();
  await document.patch({ remark: CONFLICT[number] });
}
for (const local of [first, second, first]) await sync(local);
const shown = await Promise.all(both.map((local) => local.findOne(services[1].id).exec()));
const remarks = new Set(shown.map((document) => document.remark));
await tell("conflict", 0, { survived: CONFLICT.every((text) => remarks.has(text)) });
process.exit(0);
