### Members and devices of the service (H1), and the service itself.

members-title = Members
members-devices = Devices
members-service = Service
members-role = { $role ->
        [1] Field worker
        [2] Supervisor
        [3] Interpreter
        [4] Admin
        [5] Safeguarding
       *[other] Member
    }
members-you = { $name } (you)
members-no-name = Somebody without a name
members-list = Who is in this service
members-supervised = { $name } supervises
members-change = Change
members-change-of = Change { $name }
members-waits = Waits for another admin
members-waits-role = Is to be { $role }. Another admin must agree.
members-waits-further = { $name }’s second device waits. Another admin must agree, or { $name } on their first device.
members-waits-new = { $name } counts once another admin has agreed.
members-endorse = I agree to { $name }

members-invite = Invite somebody
members-name = Name of the person
members-role-field = Role
members-make-link = Make a link
members-make-code = They are here: show a code
members-code = Scan this with { $name }’s tablet
members-code-why = On the new tablet open { $host } and tap “Scan the code of your lead”. It is good once, for 24 hours.
members-code-show = Show { $name }’s code
members-link = Link to send
members-link-hint = Give it to { $name } alone. It is good once, for 24 hours.
members-link-next = When they open it, they appear here and read six words to you.
members-copy = Copy the link
members-copied = Copied.
members-links = Links that wait
members-link-until = Good until { $time } on { $day }.
members-link-over = This link is older than 24 hours. Nothing has joined. Make a new link.
members-link-spoiled = Somebody used this link, and it does not fit. Nothing has joined. Make a new link.
members-link-show = Show { $name }’s link
members-link-drop = Forget { $name }’s link

members-guest = A new tablet wants to join
members-guest-who = { $name }, { $role }
members-guest-further = This is { $name }’s second device.
members-guest-words = Type the six words that you hear.
members-guest-hint = Type the first letters, then tap the word.
members-room = Is this tablet in the room with you?
members-room-why = It has scanned your code, and its keys fit.
members-room-not = It is not here
members-room-let-in = Let them in
members-word = Word { $n }
members-offered = Words that begin so
members-not-all = Type all six words first.
members-differ = They differ
members-let-in = Let it join
members-letting-in = Letting it join…
members-joined = { $name } has joined.
members-refused = Nothing has joined. Start again, in the same room if you can.

members-give-role = Give this role
members-role-supervisor = Another admin must agree before a supervisor counts.
members-supervisor = Who supervises { $name }?
members-supervisor-none = Nobody yet
members-supervisor-set = Note it
members-supervisor-noted = Noted.
members-further = A second device for { $name }
members-further-why = It joins like a first one. It counts once another admin, or { $name } on the first device, has agreed.
members-remove = Take { $name } off the service
members-remove-ask = Take { $name } off the service?
members-remove-what = All keys of { $name } stop now. Their tablets are wiped when they next connect.
members-remove-left = What { $name } wrote and filmed stays with the families.
members-remove-epoch = Their families go on with new keys once their supervisors are online. The service gives { $name } nothing more.
members-remove-yes = Take them off
members-remove-no = Keep them

members-device-nameless = Tablet of { $name }
members-device-here = This one
members-device-who = { $name }, { $role }
members-device-seen = Last seen { $day }, { $time }
members-device-unseen = Not seen yet
members-device-told = { $seen }. { $films }.
members-device-films = { $n ->
        [0] No films wait there
        [one] 1 film waits there
       *[other] { $n } films wait there
    }
members-device-films-unknown = It has not told what waits there
members-device-revoked = Keys stopped
members-device-waits = Waits for another admin
members-device-lost = Tablet is lost
members-lost-ask = Is { $tablet } lost?
members-lost-stop = Its keys stop now.
members-lost-wipe = It is wiped when it next connects.
members-lost-lease = Without internet it opens nothing after { $day }.
members-lost-films = { $n } { $n ->
        [one] film is
       *[other] films are
    } on that tablet only. { $n ->
        [one] It
       *[other] They
    } cannot be saved if it is gone.
members-lost-all = It has told of no films there.
members-lost-unknown = Films that are on that tablet only cannot be saved if it is gone.
members-lost-who = Its people: { $names }. Each of them needs another tablet.
members-lost-yes = It is lost
members-lost-no = It is not lost
members-lost-done = Its keys have stopped. Other tablets learn it when they connect.
members-lost-root = Its keys were made with the service. Only two cards stop them: amanat admin recover --lost, on the command line.
members-in-use = In use
members-gone = Stopped

members-settings = What the service has chosen
members-settings-name = Name of the service
members-settings-phone = Phone
members-settings-phone-hint = Whom a family can call.
members-settings-days = Days a film may stay
members-settings-days-hint = It counts for new films. A promise that was made stays.
members-settings-offline = Days a tablet may be offline
members-settings-languages = Languages of the screens
members-settings-wrong = Write a whole number of days, 1 to 365.
members-settings-change = Change it
members-settings-changed = Changed. Every tablet has it when it next connects.
members-settings-none = The service’s choices are not here yet. They come when this device connects.
members-language = { $tag ->
        [bn] Bengali, draft words
        [syl-Beng] Sylheti, draft words
       *[other] English
    }

members-cards = Recovery cards
members-cards-what = Any two of the three cards together can bring the service back.
members-cards-anew = With two cards the command line makes new cards (amanat admin cards) or another admin (amanat admin recover).
members-cards-alone = You are the only admin. If your device is lost, two cards bring the service back.
members-safe = Safeguarding
members-safe-yes = A device for safeguarding is named.
members-safe-no = No device for safeguarding is named. A family without a supervisor cannot be mended here.
members-server = Server
members-server-restored = The server was brought back from a backup on { $day }, { $time }. Tablets send again what it lacked.
members-server-fine = The server was never brought back from a backup.
members-demo = This service is a show. Nobody in it is real.
members-this-device = How this device looks and works
