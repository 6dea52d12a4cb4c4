// "May we keep films here until they are sent?"

/** Asks the browser not to clear what lies here when room gets short, and gives its answer; work goes on either way. */
export async function askToPersist(): Promise<boolean> {
  // eslint-disable-next-line no-restricted-properties -- only a page can ask this, and asking stores nothing
  return navigator.storage.persist();
}

/** What the browser has answered: whether it keeps what lies here. */
export async function isPersisted(): Promise<boolean> {
  // eslint-disable-next-line no-restricted-properties -- only asks what was granted; nothing is stored
  return navigator.storage.persisted();
}
