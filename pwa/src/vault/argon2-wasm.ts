// What of hash-wasm is used, so that a part that is loaded later holds no more of it.
export { argon2id } from 'hash-wasm';
