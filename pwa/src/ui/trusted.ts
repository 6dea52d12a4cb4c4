// The one policy of Trusted Types: the workers of this build, and no other script.
declare const AMANAT_VAULT_WORKER: string;
declare const AMANAT_MEDIA_WORKER: string;

/** Where the service worker lives. */
export const SERVICE_WORKER = '/sw.js';
export const VAULT_WORKER = AMANAT_VAULT_WORKER;
/** The stepping worker. */
export const MEDIA_WORKER = AMANAT_MEDIA_WORKER;
const SCRIPTS: readonly string[] = [VAULT_WORKER, MEDIA_WORKER, SERVICE_WORKER];

/** The part of Trusted Types that is used here (W3C Trusted Types, section 2.2). */
interface TrustedTypesFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): unknown };
}

declare global {
  interface Window {
    readonly trustedTypes?: TrustedTypesFactory;
  }
}

function checked(url: string): string {
  if (!SCRIPTS.includes(url)) throw new TypeError('not a script of this app');
  return url;
}

const policy = window.trustedTypes?.createPolicy('amanat-worker', { createScriptURL: checked });

/** The address as the browser wants it; throws TypeError for any but these. */
export function scriptUrl(url: string): string {
  // Worker and register take a TrustedScriptURL wherever the browser knows it; the library's types do not yet.
  return (policy?.createScriptURL(url) ?? checked(url)) as string;
}
