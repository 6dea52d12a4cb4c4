### The two locks, the PIN, the cover and handing over.  Draft of one author who is no native speaker; the spelling of Sylheti is not fixed.

lock-unlock = তালা খুলইন
lock-uncover = তালা খুলইন
lock-who = আফনে কে?
lock-member = ই যন্ত্রর { $nth } নম্বর সদস্য
lock-somebody-else = আর কেউ
lock-opening = খুলা অর…
lock-again = নয়া লিঙ্ক দিয়া আবার শুরু করইন
lock-again-title = পাচ শব্দ ছাড়া আবার শুরু করতা নি?
lock-again-why = আফনে অখনও যোগ দিছইন না। ইকানো খালি আফনার নয়া চাবি আছে, কুনু ভিডিও নাই। চাবি মুছি যাইবো।
lock-again-next = বাদে দলনেতার দেওয়া নয়া লিঙ্ক খুলইন।
lock-again-next-setup = বাদে টার্মিনালর লিঙ্ক আবার খুলইন।
lock-again-yes = চাবি মুছিয়া আবার শুরু করইন
lock-linked = কেউ ই যন্ত্রো যোগ দিতা চাইন। আগে কুনু সদস্যে তালা খুলইন।

lock-by-pin = PIN দিয়া খুলইন
lock-pin = PIN
lock-pin-hint = ছয়টা সংখ্যা।
lock-tries = { $left ->
    [one] আর { $left } বার চেষ্টা করা যাইবো। বাদে আফনার পাচ শব্দ লাগবো।
   *[other] আর { $left } বার চেষ্টা করা যাইবো। বাদে আফনার পাচ শব্দ লাগবো।
  }
lock-by-tablet = ই যন্ত্র দিয়া খুলইন
lock-use-words = শব্দ দিয়া খুলইন
lock-not-words = ফিরি যাইন
lock-by-words = আফনার পাচ শব্দ দিয়া খুলইন
lock-words = পাচ শব্দ
lock-words-hint = এখটার বাদে এখটা লেখইন, মাঝে ফাক রাখিয়া।
lock-show = শব্দ দেখাইন

lock-sending = তালা দেওয়া। যেতা বার চার, ফাঠানি অর।
lock-waits = যেতা বার চার, আবার খুলার বাদে ফাঠানি অইবো।
lock-handed = ভিডিও ইকানো বার চার। ই যন্ত্রর কেউ তালা খুললে ফাঠানি অইবো; আর কেউ খুলতো ফারতো নায়।

lock-soon = এখটু বাদে ফর্দাত তালা ফড়বো
lock-in = { $seconds } সেকেন্ডে। আফনার লেখা রাখা আছে।
lock-stay = থাকইন

lock-make-pin = এখটা PIN বানাইন
lock-pin-why = পাচ মিনিট বাদে ফর্দাত তালা ফড়ে। ছয়টা সংখ্যায় ফিরি আইবা। আধা ঘণ্টা বাদে আফনার শব্দ লাগবো।
lock-pin-new = আফনার PIN
lock-pin-again = আবার আফনার PIN
lock-pin-differ = দুইটা এক নায়। দুইটাউ আবার লেখইন।
lock-pin-keep = ই PIN রাখইন
lock-pin-keeping = রাখা অর…
lock-pin-later = বাদে
lock-pin-is = ফর্দাত তালা ফড়লে ছয়টা সংখ্যায় ফিরি আইবা।
lock-pin-other = আরক PIN বানাইন
lock-pin-drop = PIN ছাড়াউ চলউক

lock-ways = কিলা তালা খুলইন
lock-passkey = ই যন্ত্রর নিজর তালা
lock-passkey-why = আঙুল, মুখ নায় কোড, যেতা দিয়া ই যন্ত্র খুলে। খালি কামর অ্যাকাউন্টর যন্ত্রো।
lock-passkey-is = ই যন্ত্রর আঙুল, মুখ নায় কোডে আফনার তালা খুলে।
lock-passkey-cannot = ই যন্ত্রে নায় ব্রাউজারে ইটা ফারে না। আফনার শব্দ আর PIN চলবো।
lock-passkey-make = ই যন্ত্র দিয়া খুলইন
lock-passkey-drop = ইটা ছাড়াউ চলউক
lock-words-always = আফনার পাচ শব্দ হামেশা চলবো। যেকানো কেউ দেখে না, হিকানো রাখইন।

lock-hand-over = আরকজনরে দেইন
lock-hand-over-why = আফনার চাবিত তালা ফড়বো, আর ই যন্ত্রর হক্কলরে দেখানি অইবো। ইন্টারনেট ছাড়াও অয়।
lock-finished = আমার কাম শেষ
lock-finished-name = { $name } এর কাম শেষ
lock-another = আরকজনে ই যন্ত্র লাগাইবা
lock-another-how = দলনেতার গেছে লিঙ্ক চাইন। ই যন্ত্রো খুলইন, নায় ইকানো দেইন।
lock-another-link = লিঙ্ক
lock-another-go = আগে যাইন
lock-another-not = অখন নায়
