// The battery, where the browser tells of it.
import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

export interface Battery {
  readonly percent: number;
  readonly charging: boolean;
}

interface BatteryManager extends EventTarget {
  readonly level: number;
  readonly charging: boolean;
}

/** Chromium's own; the standard's types do not have it. */
type WithBattery = Navigator & { getBattery?: () => Promise<BatteryManager> };

/** At so many percent the tablet may go off at any moment. */
const EMPTY = 3;

/** Calls `empty` once, when the battery falls so low that nothing is to be begun any more; ends with `signal`. */
export async function watchBattery(empty: () => void, signal: AbortSignal): Promise<void> {
  const battery = await (navigator as WithBattery).getBattery?.();
  const fell = (): void => {
    if (battery !== undefined && !battery.charging && battery.level * 100 <= EMPTY) empty();
  };
  // Whoever begins a film on so little was told to plug in; it is the fall while filming that ends one.
  if (!signal.aborted) battery?.addEventListener('levelchange', fell, { signal });
}

/** The battery for as long as the component stands; null where the browser does not tell. */
export function useBattery(): ReadonlySignal<Battery | null> {
  const told = useSignal<Battery | null>(null);
  useEffect(() => {
    const ended = new AbortController();
    const begin = async (): Promise<void> => {
      const battery = await (navigator as WithBattery).getBattery?.();
      if (battery === undefined || ended.signal.aborted) return;
      const tell = (): void => {
        told.value = { percent: Math.round(battery.level * 100), charging: battery.charging };
      };
      tell();
      for (const event of ['levelchange', 'chargingchange']) {
        battery.addEventListener(event, tell, { signal: ended.signal });
      }
    };
    void begin().catch(() => undefined);
    return () => {
      ended.abort();
    };
  }, []);
  return told;
}
