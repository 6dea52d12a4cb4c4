### Help: six short cards, and whom to phone.

help-title = Help
help-lead = Ask your lead: { $phone }
help-no-lead = Ask your lead.

help-film = Filming
    .first = Ask each person in the room. Everybody must say yes.
    .second = Press Film. Five to seven minutes are enough.
    .third = The big Stop ends the film at once. What you filmed is kept.
help-offline = Without internet
    .first = You can film and write as always.
    .second = Everything waits here, sealed. It is sent by itself later.
    .third = Films and Today say what still waits.
help-trouble = If the tablet stops
    .first = Start it again and unlock it.
    .second = The film is there. At most one second is lost.
    .third = Tell your lead if a film looks damaged.
help-promise = What we promise
    .first = Sealed: locked so that only the people on the promise card can open it.
    .second = A film is deleted on its day, everywhere.
    .third = Nobody else can open it.
help-lock = Unlock and hand over
    .first = Cover hides the screen at once. Lock shuts it.
    .second = Hand over when somebody else needs the tablet.
    .third = Words forgotten? Your lead can start you anew.
help-staff = People and tablets
    .first = Invite with a link. Let people in by the six words you hear.
    .second = A lost tablet: Devices, then Tablet is lost.
    .third = Its keys stop, and it is wiped when it connects.
