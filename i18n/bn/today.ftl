### The day of a worker.  Draft of one author who is no native speaker.

today-title = আজ
today-offline = ইন্টারনেট নেই।
today-offline-rest = আগের মতোই ভিডিও করতে আর লিখতে পারেন। ইন্টারনেট এলে আমরা পাঠাব।
today-stopped-here = এই যন্ত্রে এখন বন্ধ। এই যন্ত্রে ইন্টারনেট এলে অন্য যন্ত্রেও বন্ধ হবে। আজই ইন্টারনেটে যুক্ত করুন, বা সংস্থাকে ফোন করুন।
today-visits = দেখা করা
today-no-visits = আজ কারও সাথে দেখা নেই।
today-add-visit = দেখা যোগ করুন
today-families = পরিবার
today-start-visit = দেখা শুরু
today-open = খুলুন
today-visit-number = ভিডিও, { $n } নম্বর দেখা
today-begun = { $time } এ শুরু

today-todo = যা করতে হবে
today-nothing = আপনার জন্য কিছু বাকি নেই।
today-goes = { $label }: { $n }টি ভিডিও { $day } মুছে যাবে
today-goes-why = { $days } দিন পরে, { $n ->
        [one] নিজেই
       *[other] নিজে থেকেই
    }। আপনার কিছু করতে হবে না।
today-goes-today = আজ, { $n ->
        [one] নিজেই
       *[other] নিজে থেকেই
    }। আপনার কিছু করতে হবে না।
today-overdue = { $label }: মুছতে { $days } দিন দেরি হয়েছে
today-overdue-why = দলনেতাকে জিজ্ঞেস করুন।
today-came-in = { $label }: ভিডিও করার সময় কেউ ঘরে এসেছিলেন
today-came-in-why = { $day }, { $moments } এ। তাঁর হ্যাঁ নিন, না হলে ভিডিওটা মুছে ফেলুন।
today-damaged = { $label }: একটা ভিডিও নষ্ট
today-refused = { $label }: সার্ভার একটা ভিডিও নেয়নি
today-refused-why = এই যন্ত্রে নিরাপদে আছে। কী করবেন দেখুন।
today-shut = একটা পরিবার এই যন্ত্রে খোলার অপেক্ষায় আছে
today-shut-why = তার সুপারভাইজার এই যন্ত্রকে ঢুকতে দেবেন।

today-tablet = এই যন্ত্র
today-only-here = { $n }টি ভিডিও শুধু এই যন্ত্রে
today-all-sent = সব ভিডিও সার্ভারে আছে
today-no-films = এখানে কোনো ভিডিও অপেক্ষায় নেই
today-hidden = { $n }টি ভিডিও এখানে আড়ালে আছে
today-hidden-why = এখনো কিছু মোছা হয়নি। এই যন্ত্রের তারিখ দেখুন।
today-sealed =
    { $n ->
        [one] তালা দেওয়া আছে।
       *[other] সবগুলো তালা দেওয়া আছে।
    }
today-last-sent = শেষ পাঠানো { $day }।
today-last-sent-today = শেষ পাঠানো আজ { $time } এ।
today-waited = { $n }টি ভিডিও ৩ দিন ধরে অপেক্ষায়। আজ এই যন্ত্র ইন্টারনেটে যুক্ত করুন।
today-room = { $room } ভিডিওর জায়গা আছে
today-room-short = { $room } ভিডিওর জায়গা আছে। জায়গা করতে ভিডিও পাঠান।
today-ready = ইন্টারনেট ছাড়া কাজের জন্য তৈরি
today-battery = ব্যাটারি { $percent } %
today-see-films = সব ভিডিও দেখুন
today-sending = ভিডিও পাঠানো হচ্ছে। পর্দা জ্বালিয়ে রাখুন।

today-you = আপনি
today-locks-after = ৫ মিনিট পরে তালা পড়ে
today-hand-over = অন্যকে দিন
today-shut-lease = এই যন্ত্র ইন্টারনেটে যুক্ত করুন।
