### Every film, and where a film is.  Draft of one author who is no native speaker.

films-title = ভিডিও
films-empty = এখনও ভিডিও নেই। আপনি ভিডিও করলে মোছা পর্যন্ত এখানে থাকবে।
films-list = ভিডিও, যেটা আগে মুছবে সেটা উপরে

films-sum = কতগুলো ভিডিও আছে
films-sum-filmed = { $n }টি ভিডিও হয়েছে
films-sum-tablet = { $n }টি শুধু এই যন্ত্রে
films-sum-server = { $n }টি { $n ->
        [one] তালা দেওয়া কপি
       *[other] তালা দেওয়া কপি
    }
films-sum-supervisor = { $n }টি সুপারভাইজার খুলতে পারেন
films-sum-deleted = { $n }টি মুছে ফেলা হয়েছে
films-sum-elsewhere = { $n }টি এখানে নেই
films-sum-damaged = { $n }টি নষ্ট

films-status-filming = ভিডিও হচ্ছে
films-status-closing = বন্ধ করা হচ্ছে
films-status-empty = কোনো ভিডিও হয়নি
films-status-tablet = শুধু এই যন্ত্রে
films-status-sending = পাঠানো হচ্ছে
films-status-sending-of = { $all } MB এর মধ্যে { $sent } MB পাঠানো হয়েছে
films-status-server = তালা দেওয়া কপি সার্ভারে
films-status-supervisor = সুপারভাইজার খুলতে পারেন
films-status-elsewhere = শুধু অন্য যন্ত্রে
films-status-hidden = এখানে নেই
films-status-deleted = মুছে ফেলা হয়েছে
films-status-damaged = নষ্ট
films-status-late = মুছতে দেরি হয়েছে

films-waits-internet = ইন্টারনেটের অপেক্ষায়
films-waits-turn = নিজেই পাঠানো হবে
films-waits-again = { $time } এ আবার চেষ্টা
films-minutes-left = প্রায় { $n } { $n ->
        [one] মিনিট
       *[other] মিনিট
    }
films-seconds-left = এক মিনিটের কম
films-seen-by = দেখেছেন { $names } { $day }
films-not-seen = এখনও খোলা হয়নি
films-closing = একটু অপেক্ষা করুন: ভিডিও বন্ধ করা হচ্ছে।
films-hidden = এই ভিডিও এখানে নেই। সুপারভাইজারকে জিজ্ঞেস করুন।
films-damaged = এই যন্ত্রের কিছু মোছার আগে দলনেতাকে বলুন।
films-elsewhere = যে যন্ত্রে আছে, সেখান থেকে পাঠানো হবে।
films-somebody = কেউ

films-day = { $day } এর ভিডিও
films-kept-until = { $day } পর্যন্ত রাখা হবে
films-who = কে খুলতে পারেন
films-who-tablet = এখনও কেউ নয়, শুধু এই যন্ত্রে এই পরিবারের সাথে যাঁরা কাজ করেন।
films-who-none = কেউ না। মুছে ফেলা হয়েছে।
films-where = কোথায় কপি আছে
films-where-tablet = এই যন্ত্রে
films-where-tablet-server = এই যন্ত্রে আর সার্ভারে
films-where-server = সার্ভারে
films-where-elsewhere = অন্য যন্ত্রে
films-where-none = কোথাও না
films-goes = কবে মুছে যাবে
films-goes-on = { $day }, নিজেই
films-goes-late = { $day } মোছার কথা ছিল। দলনেতাকে জিজ্ঞেস করুন।
films-gone = মুছে ফেলা হয়েছে { $day }, { $time }
films-why-asked = পরিবার চেয়েছে বলে
films-why-date = কথা দেওয়া দিনে
films-why-command = দিনের আগেই
films-why-empty = খালি ছিল বলে
films-why-room = জায়গা করতে
films-why-wiped = পুরো যন্ত্রের সাথে
films-filmed-by = কে ভিডিও করেছেন
films-came-in = { $moments } এ কেউ ঘরে এসেছিলেন। তাঁর হ্যাঁ নিন, না হলে ভিডিওটা মুছে ফেলুন।
films-came-in-yes = তিনি হ্যাঁ বলেছেন
films-me = আপনি
films-role-1 = কর্মী
films-role-2 = সুপারভাইজার
films-role-4 = দলনেতা
films-role-5 = সুরক্ষা
films-person = { $name } ({ $role })

films-sooner = আগে মুছুন
films-sooner-question = দিনের আগেই এই ভিডিও মুছব? ৩ দিন পরে মুছে যাবে। { $names } এটা দেখতে পাবেন।
films-watch = এই ভিডিও দেখুন
films-sooner-yes = ৩ দিন পরে মুছুন
films-sooner-no = দিন একই থাক
films-sooner-done = { $day } মুছে যাবে। { $names } এটা দেখতে পাবেন।
films-sooner-by = { $name } আগে মুছতে বলেছেন।
films-your-supervisor = আপনার সুপারভাইজার

films-refused = সার্ভার এই ভিডিও নেয়নি। এই যন্ত্রে নিরাপদে আছে। { $time } এ আবার চেষ্টা করব।
films-full = সংস্থার জায়গা শেষ। আপনার ভিডিও এখানে নিরাপদে আছে। দলনেতাকে জানানো হয়েছে।
films-try-now = এখনই চেষ্টা করুন
films-tell-lead = দলনেতাকে বলুন: কোড { $code }
films-tell-title = দলনেতাকে কী বলবেন
films-tell-what = বলুন যে সার্ভার একটা ভিডিও নেয়নি, আর এই কোড:
films-tell-safe = ভিডিও এই যন্ত্রে নিরাপদে তালা দেওয়া আছে। যন্ত্র চালু রাখুন, কিছু মুছবেন না।

films-doubt = যন্ত্রের তারিখ ভুল হতে পারে। শুধু এখানে আছে এমন { $n }টি ভিডিও আড়ালে আছে, মোছা হয়নি। যে ভিডিও অন্য জায়গায় নিরাপদে আছে, তা এই যন্ত্র থেকে চলে যেতে পারে। আজ কত তারিখ?
films-doubt-right = আজ { $day }
films-doubt-wrong = আজ অন্য দিন
