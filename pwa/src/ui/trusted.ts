// The one policy of Trusted Types: the vault worker and the service worker of this build, and no other script.
declare const AMANAT_VAULT_WORKER: string;

/** Where the service worker lives. */
export const SERVICE_WORKER = '/sw.js';
export const VAULT_WORKER = AMANAT_VAULT_WORKER;

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
  if (url !== VAULT_WORKER && url !== SERVICE_WORKER) throw new TypeError('not a script of this app');
  return url;
}

const policy = window.trustedTypes?.createPolicy('amanat-worker', { createScriptURL: checked });

/** The address as the browser wants it; throws TypeError for any but the two. */
export function scriptUrl(url: string): string {
  // Worker and register take a TrustedScriptURL wherever the browser knows it; the library's types do not yet.
  return (policy?.createScriptURL(url) ?? checked(url)) as string;
}
