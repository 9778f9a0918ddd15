// node server.mjs FOLDER PORT: express-pouchdb over LevelDB.
import { mkdirSync } from "node:fs";
import express from "express";
import expressPouchDB from "express-pouchdb";
import PouchDB from "pouchdb";

const [folder, port] = process.argv.slice(2);
mkdirSync(`${folder}/server`, { recursive: true });
const Stored = PouchDB.defaults({ prefix: `${folder}/server/` });
const application = express();
application.use(
  "/",
  expressPouchDB(Stored, {
    mode: "minimumForPouchDB",
    inMemoryConfig: true,
    logPath: `${folder}/requests.log`,
  }),
);
application.listen(Number(port), "127.0.0.1");
