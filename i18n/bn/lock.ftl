### The two locks, the PIN, the cover and handing over.  Draft of one author who is no native speaker.

lock-unlock = তালা খুলুন
lock-uncover = তালা খুলুন
lock-who = আপনি কে?
lock-member = এই যন্ত্রের { $nth } নম্বর সদস্য
lock-somebody-else = অন্য কেউ
lock-opening = খোলা হচ্ছে…
lock-again = নতুন লিঙ্ক দিয়ে আবার শুরু করুন
lock-again-title = পাঁচটি শব্দ ছাড়া আবার শুরু করবেন?
lock-again-why = আপনি এখনও যোগ দেননি। এখানে শুধু আপনার নতুন চাবি আছে, কোনো ভিডিও নেই। চাবিগুলো মুছে যাবে।
lock-again-next = তারপর দলনেতার দেওয়া নতুন লিঙ্ক খুলুন।
lock-again-next-setup = তারপর টার্মিনালের লিঙ্কটা আবার খুলুন।
lock-again-yes = চাবি মুছে আবার শুরু করুন
lock-linked = কেউ এই যন্ত্রে যোগ দিতে চান। আগে কোনো সদস্য তালা খুলুন।

lock-by-pin = PIN দিয়ে খুলুন
lock-pin = PIN
lock-pin-hint = ছয়টা সংখ্যা।
lock-tries = { $left ->
    [one] আর { $left } বার চেষ্টা করা যাবে। তারপর আপনার পাঁচ শব্দ লাগবে।
   *[other] আর { $left } বার চেষ্টা করা যাবে। তারপর আপনার পাঁচ শব্দ লাগবে।
  }
lock-by-tablet = এই যন্ত্র দিয়ে খুলুন
lock-use-words = শব্দ দিয়ে খুলুন
lock-not-words = ফিরে যান
lock-by-words = আপনার পাঁচ শব্দ দিয়ে খুলুন
lock-words = পাঁচ শব্দ
lock-words-hint = ক্রমে লিখুন, মাঝে ফাঁক রেখে।
lock-show = শব্দ দেখান

lock-sending = তালা দেওয়া। যা অপেক্ষায় আছে, পাঠানো হচ্ছে।
lock-waits = যা অপেক্ষায় আছে, পরের বার খোলার পরে পাঠানো হবে।
lock-handed = ভিডিও এখানে অপেক্ষায় আছে। এই যন্ত্রের কেউ তালা খুললে পাঠানো হবে; আর কেউ খুলতে পারবে না।

lock-soon = একটু পরে পর্দায় তালা পড়বে
lock-in = { $seconds } সেকেন্ডে। আপনার লেখা রাখা আছে।
lock-stay = থাকুন

lock-make-pin = একটা PIN বানান
lock-pin-why = পাঁচ মিনিট পরে পর্দায় তালা পড়ে। ছয়টা সংখ্যায় ফিরে আসবেন। আধা ঘণ্টা পরে আপনার শব্দ লাগবে।
lock-pin-new = আপনার PIN
lock-pin-again = আবার আপনার PIN
lock-pin-differ = দুটো এক নয়। দুটোই আবার লিখুন।
lock-pin-keep = এই PIN রাখুন
lock-pin-keeping = রাখা হচ্ছে…
lock-pin-later = পরে
lock-pin-is = পর্দায় তালা পড়লে ছয়টা সংখ্যায় ফিরে আসবেন।
lock-pin-other = অন্য PIN বানান
lock-pin-drop = PIN ছাড়াই চলুক

lock-ways = কীভাবে তালা খোলেন
lock-passkey = এই যন্ত্রের নিজের তালা
lock-passkey-why = আঙুল, মুখ বা কোড, যা দিয়ে এই যন্ত্র খোলে। শুধু কাজের অ্যাকাউন্টের যন্ত্রে।
lock-passkey-is = এই যন্ত্রের আঙুল, মুখ বা কোডে আপনার তালা খোলে।
lock-passkey-cannot = এই যন্ত্র বা ব্রাউজার এটা পারে না। আপনার শব্দ আর PIN চলবে।
lock-passkey-make = এই যন্ত্র দিয়ে খুলুন
lock-passkey-drop = এটা ছাড়াই চলুক
lock-words-always = আপনার পাঁচ শব্দ সব সময় চলবে। যেখানে কেউ দেখে না, সেখানে রাখুন।

lock-hand-over = অন্যকে দিন
lock-hand-over-why = আপনার চাবিতে তালা পড়বে, আর এই যন্ত্রের সবাইকে দেখানো হবে। ইন্টারনেট ছাড়াও হয়।
lock-finished = আমার কাজ শেষ
lock-finished-name = { $name } এর কাজ শেষ
lock-another = আরেকজন এই যন্ত্র ব্যবহার করবেন
lock-another-how = দলনেতার কাছে লিঙ্ক চান। এই যন্ত্রে খুলুন, বা এখানে দিন।
lock-another-link = লিঙ্ক
lock-another-go = এগিয়ে যান
lock-another-not = এখন নয়
