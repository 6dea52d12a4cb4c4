// The fragment of a set-up or join link is a secret: it leaves the address bar before anything else happens.

/** The fragment that the page was opened with, its `#` first; empty where there was none. */
export const fragment: string = location.hash;

history.replaceState(null, '', location.pathname);
