### While the camera is open, and what stopped it.

film-on = Filming
film-sealed = Sealed up to now
film-sealing = Sealing…
film-behind = Sealing… { $seconds } s behind
film-room = Room for { $length }
film-battery = Battery { $percent } %
film-awake = Keep a finger near: the screen may sleep.
film-preview = What the camera sees
film-minutes = minutes
film-ring-before = Take your time.
film-ring-enough = That is enough now.
    .second = Stop when it feels right.
film-ring-plenty = 7 minutes. That is plenty.
film-ring-last = Stops by itself in 1 min
film-missing-dark = The picture is dark. Is something over the camera?
film-missing-silent = I hear nothing. Is something over the microphone?
film-stop = Stop
    .second = থামুন
film-came-in = Someone came in
film-came-in-ask = Stop, or did they leave?
film-they-left = They left
film-mark = Mark this moment
film-marked = Marked: { $count }
film-any-time = Touch Stop at any time. The film so far is kept safe.

film-stopped = The film has stopped
film-stopped-full = The film stopped at { $time }. The tablet is full.
film-stopped-call = The film stopped at { $time }, when the call came.
film-stopped-camera = The film stopped at { $time }. The camera or the microphone went away.
film-stopped-battery = The film stopped at { $time }. The battery is nearly empty.
film-stopped-safe = Your film is safe and sealed.
film-stopped-full-next = Send films, then film again.
film-stopped-battery-next = Plug in, then film again.
film-stopped-camera-next = Look whether another app has it, then film again.
film-part-2 = Film part 2
film-enough = That is enough

film-cut = After a stop
film-cut-off = The tablet went off at { $time } while filming.
film-cut-safe = { $length } are safe and sealed; at most one second is missing.
film-cut-closing = We are closing the film now. You can go on; nothing is lost.
film-cut-damaged = We could not close this film. We kept every part. Do not clear this tablet. Tell the lead: code film-recover.
film-cut-see = See films
film-cut-go-on = Go on
