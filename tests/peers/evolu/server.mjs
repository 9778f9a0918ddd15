// node server.mjs FOLDER PORT: Evolu's relay over better-sqlite3.
import "./surroundings.mjs";
import { mkdirSync } from "node:fs";
import { createRelayDeps, createRun, startRelay } from "@evolu/nodejs";

const [folder, port] = process.argv.slice(2);
mkdirSync(`${folder}/server`, { recursive: true });
process.chdir(`${folder}/server`);
const run = createRun(createRelayDeps());
await run.orThrow(startRelay({ port: Number(port), isOwnerWithinQuota: () => true }));
await run.deps.shutdown;
process.exit(0);
