### Settings of this tablet (4.8).

settings-title = More
settings-looks = How it looks
settings-text = Text size
settings-text-is = { $step ->
        [large] Large
        [larger] Larger
       *[other] Normal
    }
settings-theme = Light or dark
settings-theme-is = { $theme ->
        [light] Light
        [dark] Dark
       *[other] As the tablet
    }
settings-hand = Main corner
settings-hand-is = { $hand ->
        [left] Left hand
       *[other] Right hand
    }
settings-language = Language
settings-language-is = { $tag ->
        [bn] বাংলা, draft
        [syl-Beng] সিলেটি, draft
       *[other] English
    }
settings-language-hint = A screen stays English until all its words are there.
settings-speak = Speak while filming
settings-speak-off = Off. The tablet is silent while it films.

settings-tablet = This tablet
settings-name = Name of this tablet
settings-name-hint = Write the same name on its back.
settings-name-change = Name it so
settings-named = Named. The lead sees it too.
settings-sent = Last sent on { $day }, { $time }.
settings-never-sent = Not all was sent yet.
settings-waits = { $films ->
        [0] { $other } { $other ->
            [one] thing waits
           *[other] things wait
        } to be sent.
        [one] 1 film waits to be sent.
       *[other] { $films } films wait to be sent.
    }
settings-all-sent = Nothing waits here.
settings-room = Room for { $room } of film.
settings-kept = This tablet keeps films until they are sent.
settings-unkept = This tablet may clear films by itself. Send every film the same day.
settings-keep = Ask to keep films here
settings-version = Version { $build }
settings-check = Check for an update
settings-newest = This is the newest version.
settings-update = An update is ready. It starts when you are at rest.
settings-update-now = Start it now

settings-hand-over = Hand over
settings-unlocking = PIN and this tablet’s own lock
settings-hand-over-what = You have finished. Somebody else can unlock now.
settings-sign-out = Sign this tablet out
settings-sign-out-what = Your keys leave this tablet. To use it again you need a new link.
settings-sign-out-films = { $n } { $n ->
        [one] film is
       *[other] films are
    } only here. Send { $n ->
        [one] it
       *[other] them
    } first.
settings-sign-out-things = { $n } { $n ->
        [one] thing waits
       *[other] things wait
    } here. Send { $n ->
        [one] it
       *[other] them
    } first.
settings-sign-out-ask = Sign this tablet out?
settings-sign-out-yes = Sign it out
settings-sign-out-no = Stay on it

settings-second = A second device wants to work in your name. Agree only if it is yours.
settings-second-agree = I agree to my second device
