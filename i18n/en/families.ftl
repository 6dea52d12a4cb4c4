### Families and the page of a family (B2).

families-title = Families
families-search = Find a family
families-list = Families
families-none = No families yet. Open the first one.
families-none-supervisor = No families yet. A worker who opens one names you.
families-not-found = No family has that label.
families-new = New family
families-back = Families
families-shut = This tablet cannot open this family yet. Its supervisor lets it in.
families-shut-lease = This family opens again when this tablet has internet. What is here is safe.
families-shut-label = A family that is not open here
families-gone = This family is not on this tablet.

families-last-film = Filmed { $when }
families-last-visit = Visit { $when }
families-last-answer = Somebody was asked { $when }
families-last-sent = Film sent { $when }
families-last-can-open = Supervisor can open a film since { $when }
families-last-seen = { $name } saw a film { $when }
families-last-deleted = Film deleted { $when }
families-last-stopped = Use of a film was stopped { $when }
families-last-none = Opened; no visit yet
families-today-at = today at { $time }
families-on = on { $day }

families-state-tablet = On this tablet only
families-state-server = Sealed copy on the server
families-state-supervisor = Supervisor can open
families-state-deleted = Deleted
families-state-none = No films
families-state-damaged = Damaged
families-state-shut = Not open here

families-start-visit = Start visit
families-notes = Notes
families-add-visit = Add a visit
families-change = Change
families-films = Films
families-no-films = No films yet. Start with a visit: explain first, film later.
families-no-films-supervisor = No films yet.
families-people = People
families-no-people = Nobody yet. At the visit you say who is here.
families-asked-today = asked today
families-not-asked = not asked today
families-role-child = Child
families-role-adult = Adult
families-role-voice_only = Only a voice
families-role-bystander = Somebody else
families-role-worker = Worker
families-visits = Visits
families-visit-on = { $day }, { $time }
families-visit-begun = begun
families-visit-over = took place
families-visit-planned = planned
families-visit-missed = was planned, nothing was noted
families-about = About this family
families-help = This is help
families-assessment = This is an assessment
families-languages = Languages
families-language-en = English
families-language-bn = Bengali
families-language-syl = Sylheti
families-no-languages = Not chosen
families-ends = The work is to end
families-ends-open = Not planned
families-works = Who works with this family
families-supervises = Who supervises
families-late =
    { $n } { $n ->
        [one] entry
       *[other] entries
    } came from { $name }’s tablet after it was taken off the service.
families-late-films =
    { $n } of them { $n ->
        [one] begins
       *[other] begin
    } a film.
families-late-newest = The newest was made on { $day }, { $time }.
families-late-safe = The service keeps them apart. Nothing is lost.
families-late-why = Ask { $name } whose hands the tablet was in. Let them count if all of it is { $name }’s work. If you do nothing, they stay apart.
families-admit = Let them count
families-admitting = Letting them count…

families-stranger = { $name } has a new tablet. It cannot open this family yet.
families-stranger-why = Look at the tablet, or ask { $name } on the phone, before you let it in.
families-let-in = Let this tablet in
families-letting-in = Letting it in…

families-new-title = New family
families-label = Label
families-label-hint = Do not use a real name. Two plain words are best.
families-another = Another label
families-label-taken = Another family has that label.
families-purpose = What is it for?
families-purpose-help = Help
families-purpose-assessment = Assessment
families-which-languages = Which languages does the family speak?
families-when-ends = When is the work to end?
families-who-supervises = Who supervises?
families-choose = Choose
families-you = { $name } (you)
families-nobody = Nobody can supervise yet. Ask your lead to let a supervisor in.
families-no-supervisor = This family has no supervisor yet. What you wrote is kept. Choose who supervises.
families-open = Open this family
families-opening = Opening…
families-save = Keep the change
families-change-title = Change { $label }

families-visit-title = Add a visit
families-visit-family = Family
families-visit-day = Date
families-visit-time = Time
families-visit-time-hint = Such as 14:05, or 1405 for short.
families-visit-wrong = Choose a day and a time that are still to come.
families-visit-add = Add it

families-first-words = Amber Blue Bright Brown Calm Clear Copper Cosy Crimson Early Gentle Golden Green Happy Indigo Little Olive Orange Pink Purple Quick Quiet Red Round Silver Smooth Soft Sunny Tall Violet Warm White Yellow
families-second-words = apple basket bell boat bridge button cloud drum feather garden hill kettle kite ladder lake lamp leaf lotus mango meadow moon orchard pearl pebble petal pillow pond rain ribbon river shell spoon star stone tree wave window
