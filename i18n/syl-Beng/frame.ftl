### The frame.  Draft of one author who is no native speaker; the spelling of Sylheti is not fixed.

frame-amanat = আমানত
frame-starting = শুরু অর…
frame-skip = আসল জাগাত যাইন
frame-your-side = আফনার দিক
frame-heard-your-side = , আফনার দিক
frame-places = কুনখানো যাইতা
frame-cover = ফর্দা ঢাকইন
frame-lock = তালা দেইন
frame-help = সাহায্য
frame-stop = থামইন
frame-close = বন্ধ করইন
frame-turn = ফর্দা আফনার দিকে ঘুরাইন
frame-turned = ফর্দা অখন আমার দিকে
frame-trial = ইটা ফরীক্ষা। অখনও পরিবারর লাগি নায়।
frame-stands-in = সিলেটি
frame-draft = খসড়া: যাচাই অইছে না

frame-today = আইজ
frame-families = পরিবার
frame-films = ভিডিও
frame-more = আরও
frame-inbox = নয়া
frame-members = সদস্য
frame-devices = যন্ত্র
frame-service = সংস্থা

frame-elsewhere = আমানত ই ব্রাউজারর আরক ফাতাত খুলা আছে। কুনতা হারাইছে না। হিকানো কাম করইন, নায় আগে ইটা বন্ধ করইন।
frame-revoked = জানানি অইছে ই যন্ত্র হারাই গেছে। এর চাবি আর নাই। ইকানো কুনতা খুলা যাইতো নায়।
frame-or-more = { $length } বা এর বেশি

frame-day = দিন
frame-month = মাস
frame-year = বছর

frame-language = ফর্দার ভাষা
frame-language-is = { $tag ->
        [bn] বাংলা
        [syl-Beng] সিলেটি
       *[other] English
    }
