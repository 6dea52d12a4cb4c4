### The day of a worker.  Draft of one author who is no native speaker; the spelling of Sylheti is not fixed.

today-title = আইজ
today-offline = ইন্টারনেট নাই।
today-offline-rest = আগর লাখান ভিডিও করতা আর লেখতা ফারইন। ইন্টারনেট আইলে আমরা ফাঠাইমু।
today-stopped-here = ই যন্ত্রো অখন বন্ধ। ই যন্ত্রো ইন্টারনেট আইলে বাকি যন্ত্রোও বন্ধ অইবো। আইজউ ইন্টারনেটো লাগাইন, নায় সংস্থারে ফোন করইন।
today-visits = দেখা করা
today-no-visits = আইজ কেউর লগে দেখা নাই।
today-add-visit = দেখা যোগ করইন
today-families = পরিবার
today-start-visit = দেখা শুরু
today-open = খুলইন
today-visit-number = ভিডিও, { $n } নম্বর দেখা
today-begun = { $time } শুরু অইছে

today-todo = যেতা করা লাগবো
today-nothing = আফনার লাগি কুনতা বাকি নাই।
today-goes = { $label }: { $n }টা ভিডিও { $day } মুছি যাইবো
today-goes-why = { $days } দিন বাদে, { $n ->
        [one] নিজেউ
       *[other] নিজে নিজেউ
    }। আফনার কুনতা করা লাগতো নায়।
today-goes-today = আইজ, { $n ->
        [one] নিজেউ
       *[other] নিজে নিজেউ
    }। আফনার কুনতা করা লাগতো নায়।
today-overdue = { $label }: মুছতে { $days } দিন দেরি অইছে
today-overdue-why = দলনেতারে জিকাইন।
today-came-in = { $label }: ভিডিও করার সময় কেউ ঘরো আইছিলা
today-came-in-why = { $day }, { $moments }। তান অয় লইন, নায় ভিডিও মুছিলাইন।
today-damaged = { $label }: এখটা ভিডিও নষ্ট
today-refused = { $label }: সার্ভারে এখটা ভিডিও নিছে না
today-refused-why = ই যন্ত্রো নিরাফদে আছে। কিতা করতা, দেখইন।
today-shut = এখটা পরিবার ই যন্ত্রো খুলার লাগি বার চার
today-shut-why = তার সুপারভাইজারে ই যন্ত্ররে হামাইতে দিবা।
today-shut-lease = ই যন্ত্র ইন্টারনেটো লাগাইন।

today-tablet = ই যন্ত্র
today-only-here = { $n }টা ভিডিও খালি ই যন্ত্রো
today-all-sent = হক্কল ভিডিও সার্ভারো আছে
today-no-films = ইকানো কুনু ভিডিও বার চার না
today-hidden = { $n }টা ভিডিও ইনো আড়ালো আছে
today-hidden-why = অখনো কুনতা মুছা অইছে না। ই যন্ত্রর তারিখ দেখইন।
today-sealed =
    { $n ->
        [one] তালা দেওয়া আছে।
       *[other] হক্কলটা তালা দেওয়া আছে।
    }
today-last-sent = শেষ ফাঠানি অইছে { $day }।
today-last-sent-today = শেষ ফাঠানি অইছে আইজ { $time }।
today-waited = { $n }টা ভিডিও ৩ দিন ধরি বার চার। আইজ ই যন্ত্র ইন্টারনেটো লাগাইন।
today-room = { $room } ভিডিওর জাগা আছে
today-room-short = { $room } ভিডিওর জাগা আছে। জাগা করতে ভিডিও ফাঠাইন।
today-ready = ইন্টারনেট ছাড়া কামর লাগি তৈয়ার
today-battery = ব্যাটারি { $percent } %
today-see-films = হক্কল ভিডিও দেখইন
today-sending = ভিডিও ফাঠানি অর। ফর্দা জ্বালাইয়া রাখইন।

today-you = আফনে
today-locks-after = ৫ মিনিট বাদে তালা ফড়ে
today-hand-over = আরকজনরে দেইন
