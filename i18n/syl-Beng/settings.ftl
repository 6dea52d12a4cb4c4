### Settings of this tablet.  Draft of one author who is no native speaker; the spelling of Sylheti is not fixed.

settings-title = আরও
settings-looks = দেখতে কিলা
settings-text = লেখা কত বড়
settings-text-is = { $step ->
        [large] বড়
        [larger] আরও বড়
       *[other] সাধারণ
    }
settings-theme = আলো না আন্ধাইর
settings-theme-is = { $theme ->
        [light] আলো
        [dark] আন্ধাইর
       *[other] যন্ত্রর লাখান
    }
settings-hand = মূল কুনা
settings-hand-is = { $hand ->
        [left] বাউ আত
       *[other] ডাইন আত
    }
settings-language = ভাষা
settings-language-is = { $tag ->
        [bn] বাংলা, খসড়া
        [syl-Beng] সিলেটি, খসড়া
       *[other] English
    }
settings-language-hint = হক্কল কথা না থাকলে ফর্দা ইংলিশো থাকে।
settings-speak = ভিডিওর সময় মাতা
settings-speak-off = বন্ধ। ভিডিওর সময় যন্ত্র চুফ থাকে।

settings-tablet = ই যন্ত্র
settings-name = ই যন্ত্রর নাম
settings-name-hint = একই নাম যন্ত্রর ফিছে লেখইন।
settings-name-change = ই নাম দেইন
settings-named = নাম দেওয়া অইছে। দলনেতায়ও দেখইন।
settings-sent = হক্কলতা ফাঠানি অইছে { $day }, { $time }।
settings-never-sent = অখনও হক্কলতা ফাঠানি অইছে না।
settings-waits = { $films ->
        [0] { $other } { $other ->
            [one] জিনিস ফাঠানি বাকি
           *[other] জিনিস ফাঠানি বাকি
        }।
        [one] { $films }টা ভিডিও ফাঠানি বাকি।
       *[other] { $films }টা ভিডিও ফাঠানি বাকি।
    }
settings-all-sent = ইকানো কুনতা বাকি নাই।
settings-room = { $room } ভিডিওর জাগা আছে।
settings-kept = ফাঠানি ফর্যন্ত ই যন্ত্রে ভিডিও রাখে।
settings-unkept = ই যন্ত্রে নিজেউ ভিডিও মুছিলাইতো ফারে। যে দিনর ভিডিও, হউ দিনউ ফাঠাইন।
settings-keep = ভিডিও ইকানো রাখতে কইন
settings-version = সংস্করণ { $build }
settings-check = নয়া সংস্করণ আছে নি দেখইন
settings-newest = ইটাউ হক্কল থাকি নয়া সংস্করণ।
settings-update = নয়া সংস্করণ তৈয়ার। আফনার কাম না থাকলে শুরু অইবো।
settings-update-now = অখনউ শুরু করইন

settings-hand-over = আরকজনরে দেইন
settings-unlocking = PIN আর ই যন্ত্রর নিজর তালা
settings-hand-over-what = আফনার কাম শেষ। অখন আর কেউ তালা খুলতা ফারইন।
settings-sign-out = ই যন্ত্র থাকি নাম হরাইন
settings-sign-out-what = আফনার চাবি ই যন্ত্র থাকি যাইবো। আবার লাগলে নয়া লিঙ্ক লাগবো।
settings-sign-out-films = { $n }টা ভিডিও { $n ->
        [one] খালি ইকানো আছে
       *[other] খালি ইকানো আছে
    }। আগে ফাঠাইন।
settings-sign-out-things = { $n }টা জিনিস { $n ->
        [one] ইকানো বাকি
       *[other] ইকানো বাকি
    }। আগে ফাঠাইন।
settings-sign-out-ask = ই যন্ত্র থাকি নাম হরাইতাম?
settings-sign-out-yes = হরাইন
settings-sign-out-no = থাউক

settings-second = আরক যন্ত্রে আফনার নামে কাম করতো চায়। আফনার অইলেউ রাজি অইন।
settings-second-agree = আমার দুই নম্বর যন্ত্রো আমি রাজি
