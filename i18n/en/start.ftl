### Setting a service up, joining one, putting the app on the home screen.

start-new = This browser does not belong to a service yet. Ask your lead to let this tablet in.
start-new-scan = Scan the code of your lead
start-new-paste = Or paste the link that you were sent
start-new-open = Open the link
start-demo = Demo. Everything here is made up.
start-go-on = Go on
start-back = Back
start-step = Step { $n } of 7
start-not-finished = Set-up is not finished. Nothing is lost; go on when you are back.
start-not-finished-link = Open the link of the terminal again to go on.
start-leave = Leave for now

## A1 Set up

start-setup = Set up a service
start-setup-reading = Looking whether this link is your server’s…
start-name-title = What is your service called?
start-name = Name of the service
start-name-hint = Everybody who joins sees this name.
start-phone-title = Who can a family phone?
start-phone = Phone number
start-phone-hint = It stands in Help on every tablet. It may stay empty.
start-days-title = How many days may a film stay?
start-days = Days
start-days-hint = After that every copy is deleted.
start-days-wrong = Write a whole number of days, from 1 to 365.
start-offline-title = How many days may a tablet wait without internet?
start-offline-hint = After that the tablet asks to be connected.
start-languages-title = Which languages do your screens need?
start-languages-hint = English is always there. Bengali and Sylheti are drafts that nobody has checked yet.
start-language-en = English
start-language-bn = বাংলা (Bengali)
start-language-syl-Beng = সিলেটি (Sylheti)
start-keys-title = Now your own keys
start-keys-why = You are the first admin of { $service }. The keys are made in this browser and stay here.
start-keys-name = Your first name
start-keys-make = Make the keys
start-keys-making = Making the keys…
start-found-title = Start the service
start-found-why = Your keys are ready. Nothing was sent yet. This tells the server who may open anything: you, and nobody else.
start-found = Start the service
start-founding = Telling the server…
start-again-why = The server took nothing from here. You can erase these keys and begin again.
start-again = Begin again
start-supervisor-title = Who will supervise? Let them join now
start-supervisor-why = A family can only be opened with a supervisor. While you set up, you can vouch for the first one yourself.
start-supervisor-name = Name of the supervisor
start-supervisor-joined = { $name } supervises now.
start-supervisor-none = Nobody supervises yet. Later this needs a second admin or two recovery cards.
start-supervisor-without = Go on without a supervisor
start-cards-title = Print three recovery cards
start-cards-why = Any two together can bring the service back. Give them to three people. We keep no copy.
start-cards-show = Make the three cards
start-cards-making = Making the cards…
start-cards-old = Cards were printed before. They do not go together with new ones. Tear them up.
start-cards-print = Print card { $n }
start-cards-done = Card { $n } is on paper.
start-cards-once = We cannot show this card again. Make new cards instead.
start-cards-new = Make new cards
start-cards-no-printer = No printer here? Write the words of the card by hand on paper.
start-cards-hand = Show the words of card { $n }
start-cards-hand-done = It is on paper
start-cards-printed = I printed all three
start-cards-finish = Finish
start-cards-finish-why = Print all three first.
start-cards-after = Finish forgets the root key. After that two cards bring it back for one signature, or a second admin is named.
start-card-title = Recovery card { $n } of 3
start-card-about = { $service }. Made by Amanat on { $day }.
start-card-keep = Keep it where the other two are not. Two of the three bring the service back. One alone opens nothing.
start-card-root = Words of the root
start-card-recovery = Words of the recovery
start-card-line = The same as one line, as the picture has it

## Words to keep

start-words-title = Your five words
start-words-why = They open Amanat in this browser, and nothing else does. Read them to nobody. We keep no copy.
start-words-list = Your five words
start-words-print = Print the words
start-words-kept = I have written them down
start-words-kept-why = Write the words down first.

## A2 Join

start-join = Join a service
start-join-reading = Reading the link…
start-join-title = Join { $service }
start-join-role-1 = You join as a field worker.
start-join-role-2 = You join as a supervisor.
start-join-role-3 = You join as an interpreter.
start-join-role-4 = You join as an admin.
start-join-role-5 = You join as safeguarding.
start-join-why = The keys are made in this browser and stay here. Have a pen ready for five words.
start-join-begin = Join with this tablet
start-join-making = Making the keys…
start-six-why = Read these words to the person who let you in.
start-six-list = Six words to read out
start-six-waiting = Waiting for their yes…
start-six-stop = Stop
start-six-room = Are you in one room, and did you scan their code? Then they only tap.
start-joined = { $service } has let this tablet in.
start-refused-title = Nothing has joined
start-refused = The words are not the same. Nothing has joined. Start again, in the same room if you can.
start-refused-again = Start again

## The camera as a reader of codes

start-scan-title = Hold the code in front of the camera
start-scan-looking = Looking for the code…
start-scan-other = This is another code. Look for the code of your lead.
start-scan-no-camera = The camera is not allowed. Nothing was scanned. Allow it in the browser’s settings, or paste the link.
start-scan-stop = Stop scanning

## After joining

start-welcome-who-title = Who will use this tablet?
start-welcome-who = { $name } uses it now. Others can use it too: each joins with a link of their own.
start-welcome-passkey-title = How will you unlock it?
start-welcome-passkey-words = My five words are enough
start-welcome-persist-title = May we keep films here until they are sent?
start-welcome-persist-why = The browser may clear what lies here when room gets short. Ask it not to.
start-welcome-persist-ask = Yes, keep them
start-welcome-persist-asking = Asking the browser…
start-welcome-persist-yes = The browser keeps films here until they are sent.
start-welcome-persist-no = This tablet may clear films by itself. Send every film the same day.
start-install-title = Put Amanat on the home screen
start-install-why = Then it opens like an app, also without internet.
start-install-now = Put it there now
start-install-done = Amanat is on the home screen.
start-install-later = Later
start-install-android-1 = Open the menu of the browser: three dots at the top right.
start-install-android-2 = Tap “Add to home screen”, then “Install”.
start-install-apple-1 = Tap the share sign: a square with an arrow.
start-install-apple-2 = Tap “Add to Home Screen”, then “Add”.
start-install-3 = Open Amanat from the home screen from now on.
start-ready-title = Ready to work offline.
start-ready-not-title = Not ready to work offline yet
start-ready-files = Files of the app: { $here } of { $of }
start-ready-fonts = Letters of all languages
start-ready-storage = Your answer about keeping films
start-ready-here = here
start-ready-missing = missing
start-ready-coming = The app is being fetched…
start-ready-no-worker = This browser cannot start without the server. Open Amanat over https.
start-ready-again = Look again
start-ready-begin = Begin
start-ready-anyway = Begin anyway
start-safari = Films would be lost here. Put Amanat on the home screen first:
start-safari-how = show me how

## Updates

start-update = An update is ready. It starts when you are at rest.
start-update-now = Start the update
