"""The edges of the browser's interfaces, held by a test: what is opened is real, what happens to it is the test's.

Nothing of this is in the app. No tablet was at hand: a call, a battery that runs down and a lost wake lock are made
here as the standards say that a browser tells of them.
"""

from __future__ import annotations

# Gives the page its camera as it is, and keeps the stream where a test can reach it; `beforeCamera` runs first.
CAMERA = """
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  await globalThis.beforeCamera?.();
  return (globalThis.opened = await open(wish));
};
"""

# A battery whose level a test sets.
BATTERY = """
globalThis.battery = Object.assign(new EventTarget(), { level: 0.8, charging: false });
navigator.getBattery = async () => battery;
"""

# Notes the wake locks that were given; `refused` lets the next one be refused.
AWAKE = """
globalThis.awake = { refused: false, locks: [] };
const wake = navigator.wakeLock.request.bind(navigator.wakeLock);
navigator.wakeLock.request = async (kind) => {
  if (awake.refused) throw new DOMException('the battery is low', 'NotAllowedError');
  const lock = await wake(kind);
  awake.locks.push(lock);
  return lock;
};
"""


def may_stay_awake(origin: str) -> dict[str, object]:
    """What CDP's `Browser.setPermission` is told, so that a headless browser keeps its screen on as others do."""
    return {"permission": {"name": "screen-wake-lock"}, "setting": "granted", "origin": origin}


# How many wake locks are held now.
HELD = "() => awake.locks.filter((lock) => !lock.released).length"


def ends(kind: str) -> str:
    """The track is gone, as when the device was pulled out or its permission taken back."""
    return f"""() => {{
      const [track] = opened.getTracks().filter((one) => one.kind === '{kind}');
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }}"""


# A call takes the sound.
CALLED = "() => opened.getAudioTracks()[0].dispatchEvent(new Event('mute'))"

# Another app comes before this one, and goes again.
AWAY = """() => {
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
BACK = """() => {
  delete document.visibilityState;
  document.dispatchEvent(new Event('visibilitychange'));
}"""
SWITCHED = f"() => {{ ({AWAY})(); ({BACK})(); }}"

# The battery falls to its last percent.
RAN_DOWN = """() => {
  battery.level = 0.03;
  battery.dispatchEvent(new Event('levelchange'));
}"""
