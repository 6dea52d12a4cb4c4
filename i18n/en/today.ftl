### The day of a worker (B1).

today-title = Today
today-offline = No internet.
today-offline-rest = You can film and write as always. We send when you are back.
today-stopped-here = Stopped on this tablet now. The other devices stop when this tablet has internet. Please connect it today, or phone the service.
today-visits = Visits
today-no-visits = No visits today.
today-add-visit = Add a visit
today-families = Families
today-start-visit = Start visit
today-open = Open
today-visit-number = Film, visit { $n }
today-begun = Begun at { $time }

today-todo = To do
today-nothing = Nothing waits for you.
today-goes =
    { $label }: { $n } { $n ->
        [one] film
       *[other] films
    } will be deleted on { $day }
today-goes-why =
    In { $days } { $days ->
        [one] day
       *[other] days
    }, by { $n ->
        [one] itself
       *[other] themselves
    }. You need do nothing.
today-goes-today = Today, by { $n ->
        [one] itself
       *[other] themselves
    }. You need do nothing.
today-overdue =
    { $label }: deletion is late by { $days } { $days ->
        [one] day
       *[other] days
    }
today-overdue-why = Ask your lead.
today-came-in = { $label }: someone came in while you filmed
today-came-in-why = { $day }, at { $moments }. Ask them for their yes, or delete the film.
today-damaged = { $label }: a film is damaged
today-refused = { $label }: the server refused a film
today-refused-why = It is safe on this tablet. See what to do.
today-shut = A family is waiting to open on this tablet
today-shut-why = Its supervisor lets this tablet in.
today-shut-lease = Connect this tablet to the internet.

today-tablet = This tablet
today-only-here =
    { $n } { $n ->
        [one] film
       *[other] films
    } on this tablet only
today-all-sent = Every film is on the server
today-no-films = No film waits here
today-hidden =
    { $n } { $n ->
        [one] film is
       *[other] films are
    } here and hidden
today-hidden-why = Nothing of it is deleted yet. Check the date of this tablet.
today-sealed =
    { $n ->
        [one] It is sealed.
       *[other] They are sealed.
    }
today-last-sent = Last sent on { $day }.
today-last-sent-today = Last sent today at { $time }.
today-waited =
    { $n } { $n ->
        [one] film has
       *[other] films have
    } waited 3 days. Connect this tablet today.
today-room = Room for { $room } of film
today-room-short = Room for { $room } of film. Send films to make room.
today-ready = Ready to work offline
today-battery = Battery { $percent } %
today-see-films = See every film
today-sending = Films are being sent. Leave this screen on.

today-you = You
today-locks-after = Locks after 5 minutes
today-hand-over = Hand over
