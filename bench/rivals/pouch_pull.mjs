// A first sync into an empty PouchDB on disk, for bench/first_sync.py: node pouch_pull.mjs URL FOLDER
// Prints how many documents came, and in how many seconds.
import PouchDB from 'pouchdb';

const [url, folder] = process.argv.slice(2);
const local = new PouchDB(folder);
const began = performance.now();
const { docs_written: count } = await local.replicate.from(url, { batch_size: 1000 });
console.log(JSON.stringify({ count, seconds: (performance.now() - began) / 1000 }));
await local.close();
