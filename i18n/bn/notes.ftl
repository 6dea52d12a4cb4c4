### Notes.  Draft of one author who is no native speaker.

notes-title = লেখা
notes-title-film = ভিডিও নিয়ে লেখা
notes-loading = লেখা খোলা হচ্ছে…
notes-list = লেখা, নতুনটা আগে
notes-none = এখনও লেখা নেই। প্রথমটা লিখুন বা বলুন।
notes-none-film = এই ভিডিও নিয়ে এখনও লেখা নেই। প্রথমটা লিখুন বা বলুন।
notes-family-gone = এই পরিবার এই যন্ত্রে নেই।

notes-new = নতুন লেখা
notes-new-at = { $time } এ নতুন লেখা
notes-hint = নিজেই রাখা হয়, আর এই যন্ত্রে তালা দেওয়া থাকে।
notes-another = আরেকটা লেখা শুরু করুন
notes-text = লেখা
notes-change = বদলান
notes-done = শেষ

notes-speak = বলুন
notes-speak-at = { $time } এ বলুন
notes-speak-stop = বলা থামান
notes-speaking = বলছেন: { $length }। বেশি হলে ৫ মিনিট।
notes-keeping = আপনার কথায় তালা দেওয়া হচ্ছে…
notes-voice = বলা কথা
notes-voice-gone = মুছে ফেলা হয়েছে। এখন কেউ খুলতে পারবে না।
notes-listen = শুনুন, { $length }
notes-listen-again = আবার শুনুন, { $length }
notes-listen-stop = শোনা থামান
notes-opening-voice = বলা কথা খোলা হচ্ছে…

notes-you = আপনি
notes-somebody = কেউ
notes-when = { $day }, { $time }
notes-show = { $time } দেখান
notes-at = { $time } এ
notes-state-tablet = এই যন্ত্রে
notes-state-sent = { $time } এ পাঠানো
notes-state-sent-some-time = পাঠানো হয়েছে
notes-seen = দেখেছেন { $names }
notes-and = { $names } আর { $name }
notes-writing-too = { $name } ও লিখছেন
notes-refused = এই লেখার কিছু বাদ দেওয়া হয়েছে। কে লিখেছেন, প্রমাণ করা যায়নি।

notes-closing = একটু অপেক্ষা করুন: ভিডিও বন্ধ করা হচ্ছে।
notes-gone = এই ভিডিও মুছে ফেলা হয়েছে। তার লেখাও সাথে গেছে।
notes-no-key = এই লেখা এখন খোলা যাচ্ছে না। আপনি যা লিখেছেন, রাখা আছে। এই যন্ত্র ইন্টারনেটে যুক্ত করুন।
notes-no-key-film = এই ভিডিওর লেখা এখনও এখানে খোলা যায় না। কিছু হারায়নি। ভিডিও এলে খুলবে।
