### Words of the area "play": the supervisor's inbox, and looking at one film.

play-inbox = Inbox
play-empty = Nothing new. Films come when tablets have internet.
play-films = Films
play-fetching = Fetching { $nth } of { $of }
play-fetched-only = Fetched clips only.
play-no-label = A family
play-from = { $worker } · { $day }, { $time } · { $length }
play-from-nobody = { $day }, { $time } · { $length }
play-new = New
play-opened = Opened
play-kept = Kept until { $date }
play-not-here = Not fetched yet

play-title = { $label } · { $date }
play-opening = Opening the film…
play-preparing = Preparing the film: you can watch, stepping comes in a moment.
play-no-steps = Single pictures cannot be shown in this browser. You can watch.
play-unknown = This film is not here. Nothing was opened. Go back and choose another.
play-broken = The film stopped playing. It is safe and sealed. Open it again.
play-no-way = This page cannot play films yet. They are safe and sealed. Close Amanat and open it again.
play-open-again = Open it again
play-player = Film
play-picture = Picture of the film

play-second-back = −1 s
    .heard = One second back
play-picture-back = ◂ 1
    .heard = One picture back
play-play = Play
play-pause = Pause
play-picture-on = 1 ▸
    .heard = One picture on
play-second-on = +1 s
    .heard = One second on
play-half = Half speed
play-quarter = Quarter speed
play-loop = Loop
play-loop-end = Loop to here
play-loop-stop = Stop loop
play-loop-from = Loop from { $from }. Go to its end, then press “Loop to here”.
play-looping = Looping { $from } to { $to }
play-place = Place in the film
play-place-value = { $at } of { $of }
play-time = { $minutes ->
    [0] { $seconds } seconds
    [one] 1 minute { $seconds } seconds
   *[other] { $minutes } minutes { $seconds } seconds
}
play-keys = Keys: Space plays, arrows step one picture, Shift and arrows one second, L loops, T reads the time.

play-closed-stopped = The family stopped this film at { $time }. It is closed everywhere.
play-closed-stopped-early = The family stopped this film. It is closed everywhere.
play-closed-destroyed = This film was deleted. Nobody can open it now.
play-closed-damaged = This copy is damaged and was not opened. We fetch it again.
play-closed-no-key = This film is not sealed for you. Ask { $worker } or your lead. Code { $code }.
play-closed-no-key-nobody = This film is not sealed for you. Ask the worker or your lead. Code { $code }.
play-closed-unproven = Nobody can tell who made this film. It was not opened. Tell your lead.
play-closed-not-fetched = This film is not on this device yet. It is safe. With internet it comes by itself.
