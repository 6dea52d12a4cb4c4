### Every film, and where a film is.  Draft of one author who is no native speaker; the spelling of Sylheti is not fixed.

films-title = ভিডিও
films-empty = অখনও ভিডিও নাই। আফনে ভিডিও করলে মুছা ফর্যন্ত ইকানো থাকবো।
films-list = ভিডিও, যেটা আগে মুছবো হিটা উফরে

films-sum = কতটা ভিডিও আছে
films-sum-filmed = { $n }টা ভিডিও অইছে
films-sum-tablet = { $n }টা খালি ই যন্ত্রো
films-sum-server = { $n }টা { $n ->
        [one] তালা দেওয়া কপি
       *[other] তালা দেওয়া কপি
    }
films-sum-supervisor = { $n }টা সুপারভাইজারে খুলতা ফারইন
films-sum-deleted = { $n }টা মুছিলানি অইছে
films-sum-elsewhere = { $n }টা ইকানো নাই
films-sum-damaged = { $n }টা নষ্ট

films-status-filming = ভিডিও অর
films-status-closing = বন্ধ করা অর
films-status-empty = কুনু ভিডিও অইছে না
films-status-tablet = খালি ই যন্ত্রো
films-status-sending = ফাঠানি অর
films-status-sending-of = { $all } MB থাকি { $sent } MB ফাঠানি অইছে
films-status-server = তালা দেওয়া কপি সার্ভারো
films-status-supervisor = সুপারভাইজারে খুলতা ফারইন
films-status-elsewhere = খালি আরক যন্ত্রো
films-status-hidden = ইকানো নাই
films-status-deleted = মুছিলানি অইছে
films-status-damaged = নষ্ট
films-status-late = মুছতে দেরি অইছে

films-waits-internet = ইন্টারনেটর লাগি বার চার
films-waits-turn = নিজেউ ফাঠানি অইবো
films-waits-again = { $time } আবার চেষ্টা
films-minutes-left = আনতাজি { $n } { $n ->
        [one] মিনিট
       *[other] মিনিট
    }
films-seconds-left = এক মিনিটর কম
films-seen-by = দেখছইন { $names } { $day }
films-not-seen = অখনও খুলা অইছে না
films-closing = এখটু বার চাইন: ভিডিও বন্ধ করা অর।
films-hidden = ই ভিডিও ইকানো নাই। সুপারভাইজাররে জিকাইন।
films-damaged = ই যন্ত্রর কুনতা মুছার আগে দলনেতারে কইন।
films-elsewhere = যে যন্ত্রো আছে, হিকান থাকি ফাঠানি অইবো।
films-somebody = কেউ

films-day = { $day } এর ভিডিও
films-kept-until = { $day } ফর্যন্ত রাখা অইবো
films-who = কে খুলতা ফারইন
films-who-tablet = অখনও কেউ না, খালি ই যন্ত্রো যেরা ই পরিবারর লগে কাম করইন।
films-who-none = কেউ না। মুছিলানি অইছে।
films-where = কুনখানো কপি আছে
films-where-tablet = ই যন্ত্রো
films-where-tablet-server = ই যন্ত্রো আর সার্ভারো
films-where-server = সার্ভারো
films-where-elsewhere = আরক যন্ত্রো
films-where-none = কুনখানো নাই
films-goes = কুন দিন মুছি যাইবো
films-goes-on = { $day }, নিজেউ
films-goes-late = { $day } মুছার কথা আছিল। দলনেতারে জিকাইন।
films-gone = মুছিলানি অইছে { $day }, { $time }
films-why-asked = পরিবারে চাইছইন গতিকে
films-why-date = কথা দেওয়া দিনো
films-why-command = দিনর আগেউ
films-why-empty = খালি আছিল গতিকে
films-why-room = জাগা করতে
films-why-wiped = ফুরা যন্ত্রর লগে
films-filmed-by = কে ভিডিও করছইন
films-came-in = { $moments } কেউ ঘরো আইছিলা। তান অয় লইন, নায় ভিডিও মুছিলাইন।
films-came-in-yes = তাইন অয় কইছইন
films-me = আফনে
films-role-1 = কর্মী
films-role-2 = সুপারভাইজার
films-role-4 = দলনেতা
films-role-5 = সুরক্ষা
films-person = { $name } ({ $role })

films-sooner = আগে মুছইন
films-sooner-question = দিনর আগেউ ই ভিডিও মুছতাম? ৩ দিন বাদে মুছি যাইবো। { $names } ইটা দেখতা ফারবা।
films-watch = ই ভিডিও দেখইন
films-sooner-yes = ৩ দিন বাদে মুছইন
films-sooner-no = দিন একই থাউক
films-sooner-done = { $day } মুছি যাইবো। { $names } ইটা দেখতা ফারবা।
films-sooner-by = { $name } আগে মুছতে কইছইন।
films-your-supervisor = আফনার সুপারভাইজার

films-refused = সার্ভারে ই ভিডিও নিছে না। ই যন্ত্রো নিরাফদে আছে। { $time } আবার চেষ্টা করমু।
films-full = সংস্থার জাগা শেষ। আফনার ভিডিও ইকানো নিরাফদে আছে। দলনেতারে জানানি অইছে।
films-try-now = অখনউ চেষ্টা করইন
films-tell-lead = দলনেতারে কইন: কোড { $code }
films-tell-title = দলনেতারে কিতা কইবা
films-tell-what = কইন যে সার্ভারে এখটা ভিডিও নিছে না, আর ই কোড:
films-tell-safe = ভিডিও ই যন্ত্রো নিরাফদে তালা দেওয়া আছে। যন্ত্র চালু রাখইন, কুনতা মুছবা না।

films-doubt = যন্ত্রর তারিখ ভুল অইতো ফারে। খালি ইনো আছে ইলা { $n }টা ভিডিও আড়ালো আছে, মুছা অইছে না। যে ভিডিও আরক জাগাত নিরাফদে আছে, ইটা ই যন্ত্র থনে যাইতো গি ফারে। আইজ কত তারিখ?
films-doubt-right = আইজ { $day }
films-doubt-wrong = আইজ আরক দিন
