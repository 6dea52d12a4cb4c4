### Notes.  Draft of one author who is no native speaker; the spelling of Sylheti is not fixed.

notes-title = লেখা
notes-title-film = ভিডিওর কথা লেখা
notes-loading = লেখা খুলা অর…
notes-list = লেখা, নয়াটা আগে
notes-none = অখনও লেখা নাই। ফয়লাটা লেখইন নায় কইন।
notes-none-film = ই ভিডিওর কথা অখনও লেখা নাই। ফয়লাটা লেখইন নায় কইন।
notes-family-gone = ই পরিবার ই যন্ত্রো নাই।

notes-new = নয়া লেখা
notes-new-at = { $time } নয়া লেখা
notes-hint = নিজেউ রাখা অয়, আর ই যন্ত্রো তালা দেওয়া থাকে।
notes-another = আরক লেখা শুরু করইন
notes-text = লেখা
notes-change = বদলাইন
notes-done = শেষ

notes-speak = কইন
notes-speak-at = { $time } কইন
notes-speak-stop = কওয়া থামাইন
notes-speaking = কইরা: { $length }। বেশি অইলে ৫ মিনিট।
notes-keeping = আফনার মাতো তালা দেওয়া অর…
notes-voice = মাতা কথা
notes-voice-gone = মুছিলানি অইছে। অখন কেউ খুলতো ফারতো নায়।
notes-listen = হুনইন, { $length }
notes-listen-again = আবার হুনইন, { $length }
notes-listen-stop = হুনা থামাইন
notes-opening-voice = মাতা কথা খুলা অর…

notes-you = আফনে
notes-somebody = কেউ
notes-when = { $day }, { $time }
notes-show = { $time } দেখাইন
notes-at = { $time }
notes-state-tablet = ই যন্ত্রো
notes-state-sent = { $time } ফাঠানি অইছে
notes-state-sent-some-time = ফাঠানি অইছে
notes-seen = দেখছইন { $names }
notes-and = { $names } আর { $name }
notes-writing-too = { $name } ও লেখরা
notes-refused = ই লেখার কিচ্ছু বাদ দেওয়া অইছে। কে লেখছইন, প্রমাণ করা গেছে না।

notes-closing = এখটু বার চাইন: ভিডিও বন্ধ করা অর।
notes-gone = ই ভিডিও মুছিলানি অইছে। তার লেখাও লগে গেছে।
notes-no-key = ই লেখা অখন খুলা যার না। আফনে যেতা লেখছইন, রাখা আছে। ই যন্ত্র ইন্টারনেটো লাগাইন।
notes-no-key-film = ই ভিডিওর লেখা অখনও ইকানো খুলা যায় না। কুনতা হারাইছে না। ভিডিও আইলে খুলবো।
