// node client.mjs fill|run FOLDER PORT RECORDS: PouchDB over LevelDB, batches of 1,000.
import PouchDB from "pouchdb";
import { CONFLICT, chosen, records, tell, timed } from "./telling.mjs";

const [step, folder, port, source] = process.argv.slice(2);
const BATCH = { batch_size: 1000, batches_limit: 4 };
const remote = new PouchDB(`http://127.0.0.1:${port}/records`);

async function edit(database, ids, text) {
  const found = await database.allDocs({ keys: ids, include_docs: true });
  await database.bulkDocs(
    found.rows.map((row, number) => ({ ...row.doc, remark: `${text} ${number}` })),
  );
}

async function fill() {
  const local = new PouchDB(`${folder}/filling`);
  const all = await records(source);
  for (let start = 0; start < all.length; start += 1000) {
    const some = all.slice(start, start + 1000);
    await local.bulkDocs(some.map(({ id, ...values }) => ({ _id: id, ...values })));
  }
  await timed("fill", () => local.replicate.to(remote, BATCH));
}

async function run() {
  const local = new PouchDB(`${folder}/client`);
  await timed("pull", () => local.replicate.from(remote, BATCH));
  const { rows } = await local.allDocs();
  const services = (await records(source)).filter((one) => one.kind === "service");
  if (rows.length < services.length) throw new Error(`only ${rows.length} records came`);
  const both = async () => {
    await local.replicate.to(remote, BATCH);
    await local.replicate.from(remote, BATCH);
  };
  await both();
  await timed("poll", both);
  await edit(local, chosen(services.map((one) => one.id)), "Edited without a connection");
  await timed("push", () => local.replicate.to(remote, BATCH));
  await conflict(local, services[1].id);
}

async function conflict(second, id) {
  const first = new PouchDB(`${folder}/other`);
  await first.replicate.from(remote, { doc_ids: [id] });
  const both = [first, second];
  for (const [number, database] of both.entries()) {
    await database.put({ ...(await database.get(id)), remark: CONFLICT[number] });
  }
  for (const database of [first, second, first]) {
    await database.replicate.to(remote, { doc_ids: [id] });
    await database.replicate.from(remote, { doc_ids: [id] });
  }
  const kept = [];
  for (const database of both) {
    const shown = await database.get(id, { conflicts: true });
    const revisions = [shown._rev, ...(shown._conflicts ?? [])];
    const versions = await Promise.all(revisions.map((rev) => database.get(id, { rev })));
    const remarks = new Set(versions.map((version) => version.remark));
    kept.push(CONFLICT.every((text) => remarks.has(text)));
  }
  await tell("conflict", 0, { survived: kept.every(Boolean) });
}

await (step === "fill" ? fill() : run());
process.exit(0);
