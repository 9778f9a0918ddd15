// What every client of this folder does alike: time a phase, tell of it, wait; read the records.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

export async function tell(phase, seconds, more = {}) {
  process.stdout.write(`${JSON.stringify({ phase, seconds, ...more })}\n`);
  await answers.next();
}

export async function timed(phase, work, more = {}) {
  if (globalThis.gc) globalThis.gc();
  const before = process.cpuUsage();
  const started = process.hrtime.bigint();
  await work();
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const { user, system } = process.cpuUsage(before);
  await tell(phase, seconds, { cpu: (user + system) / 1e6, ...more });
}

export async function records(path) {
  const found = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (line) found.push(JSON.parse(line));
  }
  return found;
}

// Every so-manieth service, as many as are edited without a connection.
export function chosen(ids, count = 1000) {
  const step = Math.floor(ids.length / count);
  return Array.from({ length: count }, (_, number) => ids[number * step]);
}

export const CONFLICT = ["Written by the first", "Written by the second"];
