### The frame.  Draft of one author who is no native speaker.

frame-amanat = আমানত
frame-starting = শুরু হচ্ছে…
frame-skip = মূল অংশে যান
frame-your-side = আপনার দিক
frame-heard-your-side = , আপনার দিক
frame-places = কোথায় যাবেন
frame-cover = পর্দা ঢাকুন
frame-lock = তালা দিন
frame-help = সাহায্য
frame-stop = থামুন
frame-close = বন্ধ করুন
frame-turn = পর্দা আপনার দিকে ঘোরান
frame-turned = পর্দা এখন আমার দিকে
frame-trial = এটা পরীক্ষা। এখনও পরিবারের জন্য নয়।
frame-stands-in = বাংলা (সিলেটি কথা এখনও নেই)
frame-draft = খসড়া: যাচাই হয়নি

frame-today = আজ
frame-families = পরিবার
frame-films = ভিডিও
frame-more = আরও
frame-inbox = নতুন
frame-members = সদস্য
frame-devices = যন্ত্র
frame-service = সংস্থা

frame-elsewhere = আমানত এই ব্রাউজারের আরেক পাতায় খোলা আছে। কিছু হারায়নি। সেখানে কাজ করুন, বা আগে সেটা বন্ধ করুন।
frame-revoked = জানানো হয়েছে যে এই যন্ত্র হারিয়ে গেছে। এর চাবি আর নেই। এখানে কিছু খোলা যাবে না।
frame-or-more = { $length } বা তার বেশি

frame-day = দিন
frame-month = মাস
frame-year = বছর

frame-language = পর্দার ভাষা
frame-language-is = { $tag ->
        [bn] বাংলা
        [syl-Beng] সিলেটি
       *[other] English
    }
