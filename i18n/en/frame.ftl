### The frame: corners, rail, and what stands where nothing else can.

frame-amanat = Amanat
frame-starting = Starting…
frame-skip = Go to the content
frame-your-side = Your side
frame-heard-your-side = , your side
frame-places = Places
frame-cover = Cover screen
frame-lock = Lock
frame-help = Help
frame-stop = Stop
frame-close = Close
frame-turn = Turn the screen to you
frame-turned = The screen is turned to me
frame-trial = Trial. Not for families yet.

frame-today = Today
frame-families = Families
frame-films = Films
frame-more = More
frame-inbox = Inbox
frame-members = Members
frame-devices = Devices
frame-service = Service

frame-elsewhere = Amanat is open in another tab of this browser. Nothing is lost. Go on there, or close it first.
frame-revoked = This tablet was reported lost. Its keys are gone. Nothing here can be opened.
frame-stands-in = English (not in your language yet)
frame-draft = Words not checked yet
frame-or-more = { $length } or more

frame-day = Day
frame-month = Month
frame-year = Year

frame-language = Language of the screens
frame-language-is = { $tag ->
        [bn] বাংলা
        [syl-Beng] সিলেটি
       *[other] English
    }
