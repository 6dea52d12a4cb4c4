// What ends a film beside Stop: a track that is gone or held back, and a page that nobody sees.

/** Why a film ended, as the event `film-finished` tells it; `crash` is for the one who finds the journal. */
export type StopReason = 'stop' | 'full' | 'call' | 'camera' | 'limit';

/** By the kind of a track, what its event means: a call takes the sound and gives it back. */
const ENDINGS: Readonly<Record<string, Readonly<Record<'ended' | 'mute', StopReason>>>> = {
  video: { ended: 'camera', mute: 'camera' },
  audio: { ended: 'camera', mute: 'call' },
};

/** Tells why the film is to end, as often as there is cause, until `signal` says that it has. */
export function watchEndings(
  tracks: readonly MediaStreamTrack[],
  end: (reason: StopReason) => void,
  signal: AbortSignal,
): void {
  for (const track of tracks) {
    for (const event of ['ended', 'mute'] as const) {
      const reason = ENDINGS[track.kind]?.[event] ?? 'camera';
      track.addEventListener(event, () => { end(reason); }, { signal });
    }
    // What went before anybody listened is told by no event.
    if (track.readyState === 'ended') end('camera');
  }
  // The system takes the camera from a page that nobody sees.
  const hidden = (): void => {
    if (document.visibilityState === 'hidden') end('call');
  };
  document.addEventListener('visibilitychange', hidden, { signal });
  hidden();
}
