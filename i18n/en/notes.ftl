### Notes about a family, and on a film of it (D2).

notes-title = Notes
notes-title-film = Notes on a film
notes-loading = Opening the notes…
notes-list = Notes, newest first
notes-none = No notes yet. Write or speak the first one.
notes-none-film = No notes on this film yet. Write or speak the first one.
notes-family-gone = This family is not on this tablet.

notes-new = New note
notes-new-at = New note at { $time }
notes-hint = It saves by itself and is sealed on this tablet.
notes-another = Start another note
notes-text = Note
notes-change = Change
notes-done = Done

notes-speak = Speak
notes-speak-at = Speak at { $time }
notes-speak-stop = Stop speaking
notes-speaking = Speaking: { $length }. At most 5 min.
notes-keeping = Sealing what you said…
notes-voice = Voice note
notes-voice-gone = Deleted. Nobody can open it now.
notes-listen = Listen, { $length }
notes-listen-again = Listen again, { $length }
notes-listen-stop = Stop listening
notes-opening-voice = Opening the voice note…

notes-you = You
notes-somebody = Somebody
notes-when = { $day }, { $time }
notes-show = Show { $time }
notes-at = At { $time }
notes-state-tablet = On this tablet
notes-state-sent = Sent { $time }
notes-state-sent-some-time = Sent
notes-seen = Seen by { $names }
notes-and = { $names } and { $name }
notes-writing-too = { $name } is writing too
notes-refused = Something in this note was left out. Its writer could not be proven.

notes-closing = One moment: the film is being closed.
notes-gone = This film is deleted. Its notes went with it.
notes-no-key = These notes cannot be opened now. What you wrote is kept. Connect this tablet to the internet.
notes-no-key-film = Notes on this film cannot be opened here yet. Nothing is lost. They open once the film is fetched.
