### Settings of this tablet.  Draft of one author who is no native speaker.

settings-title = আরও
settings-looks = দেখতে কেমন
settings-text = লেখার আকার
settings-text-is = { $step ->
        [large] বড়
        [larger] আরও বড়
       *[other] সাধারণ
    }
settings-theme = আলো না অন্ধকার
settings-theme-is = { $theme ->
        [light] আলো
        [dark] অন্ধকার
       *[other] যন্ত্রের মতো
    }
settings-hand = মূল কোণ
settings-hand-is = { $hand ->
        [left] বাঁ হাত
       *[other] ডান হাত
    }
settings-language = ভাষা
settings-language-is = { $tag ->
        [bn] বাংলা, খসড়া
        [syl-Beng] সিলেটি, খসড়া
       *[other] English
    }
settings-language-hint = সব কথা না থাকলে পর্দা ইংরেজিতে থাকে।
settings-speak = ভিডিওর সময় কথা বলা
settings-speak-off = বন্ধ। ভিডিওর সময় যন্ত্র চুপ থাকে।

settings-tablet = এই যন্ত্র
settings-name = এই যন্ত্রের নাম
settings-name-hint = একই নাম যন্ত্রের পিছনে লিখুন।
settings-name-change = এই নাম দিন
settings-named = নাম দেওয়া হয়েছে। দলনেতাও দেখতে পান।
settings-sent = শেষ পাঠানো { $day }, { $time }।
settings-never-sent = এখনও সব পাঠানো হয়নি।
settings-waits = { $films ->
        [0] { $other } { $other ->
            [one] জিনিস পাঠানো বাকি
           *[other] জিনিস পাঠানো বাকি
        }।
        [one] { $films }টি ভিডিও পাঠানো বাকি।
       *[other] { $films }টি ভিডিও পাঠানো বাকি।
    }
settings-all-sent = এখানে কিছু বাকি নেই।
settings-room = { $room } ভিডিওর জায়গা আছে।
settings-kept = পাঠানো পর্যন্ত এই যন্ত্র ভিডিও রাখে।
settings-unkept = এই যন্ত্র নিজেই ভিডিও মুছে ফেলতে পারে। প্রত্যেক ভিডিও সেই দিনই পাঠান।
settings-keep = ভিডিও এখানে রাখতে বলুন
settings-version = সংস্করণ { $build }
settings-check = নতুন সংস্করণ আছে কি না দেখুন
settings-newest = এটাই সবচেয়ে নতুন সংস্করণ।
settings-update = নতুন সংস্করণ তৈরি। আপনি অবসর হলে শুরু হবে।
settings-update-now = এখনই শুরু করুন

settings-hand-over = অন্যকে দিন
settings-hand-over-what = আপনার কাজ শেষ। এখন অন্য কেউ তালা খুলতে পারেন।
settings-sign-out = এই যন্ত্র থেকে নাম সরান
settings-sign-out-what = আপনার চাবি এই যন্ত্র থেকে যাবে। আবার লাগলে নতুন লিঙ্ক নিতে হবে।
settings-sign-out-films = { $n }টি ভিডিও { $n ->
        [one] শুধু এখানে আছে
       *[other] শুধু এখানে আছে
    }। আগে পাঠান।
settings-sign-out-things = { $n }টি জিনিস { $n ->
        [one] এখানে বাকি
       *[other] এখানে বাকি
    }। আগে পাঠান।
settings-sign-out-ask = এই যন্ত্র থেকে নাম সরাব?
settings-sign-out-yes = সরান
settings-sign-out-no = থাক
settings-unlocking = PIN আর এই যন্ত্রের নিজের তালা
settings-second = আরেকটা যন্ত্র আপনার নামে কাজ করতে চায়। আপনার হলেই রাজি হোন।
settings-second-agree = আমার দ্বিতীয় যন্ত্রে আমি রাজি
