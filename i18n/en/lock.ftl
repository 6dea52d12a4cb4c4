### The two locks, who works with this tablet, the PIN, the cover and handing over.

lock-unlock = Unlock
lock-uncover = Unlock
lock-who = Who are you?
lock-member = Member { $nth } of this tablet
lock-somebody-else = Somebody else
lock-opening = Opening…
lock-again = Start again with a new link
lock-again-title = Start again without the five words?
lock-again-why = You are not in yet. Only your new keys lie here, and no film. They are erased.
lock-again-next = Then open a new link from your lead.
lock-again-next-setup = Then open the link of the terminal again.
lock-again-yes = Erase the keys and start again
lock-linked = Somebody wants to join on this tablet. First, one of its members unlocks.

lock-by-pin = Unlock with your PIN
lock-pin = PIN
lock-pin-hint = Six digits.
lock-tries = { $left ->
    [one] { $left } try is left. After that you need your five words.
   *[other] { $left } tries are left. After that you need your five words.
  }
lock-by-tablet = Unlock with this tablet
lock-use-words = Use words instead
lock-not-words = Go back
lock-by-words = Unlock with your five words
lock-words = Five words
lock-words-hint = In their order, with a space between them.
lock-show = Show the words

lock-sending = Locked. What waits here is still being sent.
lock-waits = What waits here is sent after the next unlock.
lock-handed = Films still wait here. They are sent when anybody of this tablet has unlocked; nobody else can open them.

lock-soon = The screen locks soon
lock-in = In { $seconds } s. What you wrote is kept.
lock-stay = Stay

lock-make-pin = Make a PIN
lock-pin-why = After five minutes the screen locks. Six digits bring you back. After half an hour you need your words.
lock-pin-new = Your PIN
lock-pin-again = Your PIN once more
lock-pin-differ = The two are not the same. Type both again.
lock-pin-keep = Keep this PIN
lock-pin-keeping = Keeping it…
lock-pin-later = Later
lock-pin-is = Six digits bring you back after a screen lock.
lock-pin-other = Make another PIN
lock-pin-drop = Do without a PIN

lock-ways = How you unlock
lock-passkey = This tablet’s own lock
lock-passkey-why = Unlock with the finger, face or code that opens this tablet. Only for a tablet with a work account.
lock-passkey-is = The finger, face or code of this tablet unlocks for you.
lock-passkey-cannot = This tablet or browser cannot do that. Your words and your PIN can.
lock-passkey-make = Unlock with this tablet
lock-passkey-drop = Do without it
lock-words-always = Your five words always work. Keep them where nobody else sees them.

lock-hand-over = Hand over
lock-hand-over-why = Your keys are locked, and everybody of this tablet is shown. It works without internet.
lock-finished = I have finished
lock-finished-name = { $name } has finished
lock-another = Somebody else will use this tablet too
lock-another-how = Ask your lead for a link. Open it on this tablet, or put it here.
lock-another-link = Link
lock-another-go = Go on
lock-another-not = Not now
