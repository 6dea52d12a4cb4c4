// What pouchdb-server serves, over a LevelDB, filled once, for bench/first_sync.py:
// node pouch_server.mjs PORT FOLDER COUNT
import expressPouchDB from 'express-pouchdb';
import PouchDB from 'pouchdb';

const [port, folder, count] = process.argv.slice(2);
const Stored = PouchDB.defaults({ prefix: `${folder}/` });
const db = new Stored('records');
const words = 'What she noticed when he looked up, and what she said to him then. '.repeat(2);
for (let at = 0; at < Number(count); at += 500) {
  await db.bulkDocs(Array.from({ length: 500 }, (_, n) => ({ _id: String(at + n).padStart(8, '0'), text: words })));
}
const options = { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: `${folder}/log.txt` };
expressPouchDB(Stored, options).listen(Number(port), '127.0.0.1');
