### Every film of the member (D1), and where a film is, in the words that all screens have for it.

films-title = Films
films-empty = No films yet. A film that you make is here until it is deleted.
films-list = Films, those that go first at the top

films-sum = How many films there are
films-sum-filmed = { $n } filmed
films-sum-tablet = { $n } on this tablet only
films-sum-server =
    { $n } sealed { $n ->
        [one] copy
       *[other] copies
    }
films-sum-supervisor = { $n } supervisor can open
films-sum-deleted = { $n } deleted
films-sum-elsewhere = { $n } not here
films-sum-damaged = { $n } damaged

films-status-filming = Filming
films-status-closing = Being closed
films-status-empty = Nothing was filmed
films-status-tablet = On this tablet only
films-status-sending = Sending
films-status-sending-of = Sending { $sent } of { $all } MB
films-status-server = Sealed copy on the server
films-status-supervisor = Supervisor can open
films-status-elsewhere = On another tablet only
films-status-hidden = Not here
films-status-deleted = Deleted
films-status-damaged = Damaged
films-status-late = Deletion is late

films-waits-internet = waits for internet
films-waits-turn = is sent by itself
films-waits-again = tried again at { $time }
films-minutes-left =
    about { $n } { $n ->
        [one] minute
       *[other] min
    }
films-seconds-left = less than a minute
films-seen-by = seen by { $names } { $day }
films-not-seen = not opened yet
films-closing = One moment: the film is being closed.
films-hidden = This film is not here. Ask your supervisor.
films-damaged = Tell your lead before you clear this tablet.
films-elsewhere = It is sent from the tablet that has it.
films-somebody = Somebody

films-day = Film { $day }
films-kept-until = kept until { $day }
films-who = Who can open it
films-who-tablet = Nobody yet but those of this family on this tablet.
films-who-none = Nobody. It is deleted.
films-where = Where copies are
films-where-tablet = This tablet
films-where-tablet-server = This tablet and the server
films-where-server = The server
films-where-elsewhere = Another tablet
films-where-none = Nowhere
films-goes = When it goes
films-goes-on = { $day }, by itself
films-goes-late = It was to go on { $day }. Ask your lead.
films-gone = Deleted on { $day }, { $time }
films-why-asked = because the family asked
films-why-date = on the promised day
films-why-command = before its date
films-why-empty = because it was empty
films-why-room = to make room
films-why-wiped = with the whole tablet
films-filmed-by = Filmed by
films-came-in = Someone came in at { $moments }. Ask them for their yes, or delete the film.
films-came-in-yes = They said yes
films-me = You
films-role-1 = worker
films-role-2 = supervisor
films-role-4 = lead
films-role-5 = safeguarding
films-person = { $name } ({ $role })

films-sooner = Delete sooner
films-sooner-question = Delete this film before its date? It goes in 3 days. { $names } can see this.
films-watch = Watch this film
films-sooner-yes = Delete it in 3 days
films-sooner-no = Keep the date
films-sooner-done = It goes on { $day }. { $names } can see this.
films-sooner-by = { $name } asked for it to go sooner.
films-your-supervisor = Your supervisor

films-refused = The server refused this film. It is safe on this tablet. We try again at { $time }.
films-full = The service’s store is full. Your film is safe here. Your lead has been told.
films-try-now = Try now
films-tell-lead = Tell the lead: code { $code }
films-tell-title = What to tell your lead
films-tell-what = Say that the server refused a film, and this code:
films-tell-safe = The film is safe and sealed on this tablet. Leave the tablet on, and do not clear it.

films-doubt =
    The tablet’s date may be wrong. { $n } { $n ->
        [one] film that is only here is hidden; it is not deleted.
       *[other] films that are only here are hidden; none of them is deleted.
    } A film that is safe elsewhere may leave this tablet. What is today’s date?
films-doubt-right = It is { $day }
films-doubt-wrong = It is another day
