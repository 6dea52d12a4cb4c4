// tus-js-client in Node: takes a wish with the film's path as JSON in its argument, prints how it went.
import { readFileSync } from 'node:fs';
import { upload, type Wish } from './upload.ts';

const wish = JSON.parse(process.argv[2] ?? '{}') as Wish & { readonly path: string };
const film = readFileSync(wish.path);

upload(wish, film, film.length, () => crypto.getRandomValues(new Uint8Array(16))).then(
  (sent) => {
    console.log(JSON.stringify(sent));
  },
  (fault: unknown) => {
    console.error(fault);
    process.exitCode = 1;
  },
);
