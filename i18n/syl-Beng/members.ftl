### Members and devices of the service, and the service itself.  Draft of one author who is no native speaker; the spelling of Sylheti is not fixed.

members-title = সদস্য
members-devices = যন্ত্র
members-service = সংস্থা
members-role = { $role ->
        [1] মাঠকর্মী
        [2] সুপারভাইজার
        [3] দুভাষী
        [4] পরিচালক
        [5] সুরক্ষা
       *[other] সদস্য
    }
members-you = { $name } (আফনে)
members-no-name = নাম ছাড়া কেউ
members-list = ই সংস্থাত কে কে আছইন
members-supervised = দেখইন { $name }
members-change = বদলাইন
members-change-of = { $name } এর কিচ্ছু বদলাইন
members-waits = আরক পরিচালকর লাগি বার চার
members-waits-role = { $role } অওয়ার কথা। আরক পরিচালক রাজি অওয়া লাগবো।
members-waits-further = { $name } এর দুই নম্বর যন্ত্র বার চার। আরক পরিচালক, নায় ফয়লা যন্ত্রো { $name } নিজে রাজি অওয়া লাগবো।
members-waits-new = আরক পরিচালক রাজি অইলে { $name } সদস্য অইবা।
members-endorse = { $name } রে লইয়া আমি রাজি

members-invite = কেউরে ডাকইন
members-name = মানুষর নাম
members-role-field = কাম
members-make-link = লিঙ্ক বানাইন
members-make-code = তাইন ইকানো: কোড দেখাইন
members-code = { $name } এর যন্ত্র দিয়া ইটা স্ক্যান করইন
members-code-why = নয়া যন্ত্রো { $host } খুলইন, আর “দলনেতার কোড স্ক্যান করইন” চাফইন। এখবারউ চলে, ২৪ ঘণ্টা ফর্যন্ত।
members-code-show = { $name } এর কোড দেখাইন
members-link = ফাঠানির লিঙ্ক
members-link-hint = খালি { $name } রে দেইন। এখবারউ চলে, ২৪ ঘণ্টা ফর্যন্ত।
members-link-next = তাইন খুললে ইকানো দেখা যাইবো, আর আফনারে ছয়টা শব্দ ফড়িয়া হুনাইবা।
members-copy = লিঙ্ক কপি করইন
members-copied = কপি অইছে।
members-links = যে লিঙ্ক বার চার
members-link-until = { $day } { $time } ফর্যন্ত চলবো।
members-link-over = ই লিঙ্ক ২৪ ঘণ্টা থাকি ফুরানা। কেউ যোগ দিছে না। নয়া লিঙ্ক বানাইন।
members-link-spoiled = কেউ ই লিঙ্ক লাগাইছে, আর ইটা মিলে না। কেউ যোগ দিছে না। নয়া লিঙ্ক বানাইন।
members-link-show = { $name } এর লিঙ্ক দেখাইন
members-link-drop = { $name } এর লিঙ্ক বাদ দেইন

members-guest = নয়া যন্ত্রে যোগ দিতো চায়
members-guest-who = { $name }, { $role }
members-guest-further = ইটা { $name } এর দুই নম্বর যন্ত্র।
members-guest-words = যে ছয়টা শব্দ হুনইন, ইতা লেখইন।
members-guest-hint = ফয়লা কয়টা অক্ষর লেখইন, বাদে শব্দটা চাফইন।
members-room = ই যন্ত্র আফনার লগে এক ঘরো আছে নি?
members-room-why = ইটায় আফনার কোড স্ক্যান করছে, আর চাবি মিলছে।
members-room-not = ইকানো নাই
members-room-let-in = হামাইতে দেইন
members-word = { $n } নম্বর শব্দ
members-offered = যে শব্দ ইলা শুরু অয়
members-not-all = আগে ছয়টা শব্দউ লেখইন।
members-differ = মিলে না
members-let-in = যোগ দিতে দেইন
members-letting-in = যোগ দিতে দেওয়া অর…
members-joined = { $name } যোগ দিছইন।
members-refused = কেউ যোগ দিছে না। আবার শুরু করইন, ফারলে এক ঘরো বইয়া।

members-give-role = ই কাম দেইন
members-role-supervisor = সুপারভাইজার অইতে আরক পরিচালক রাজি অওয়া লাগে।
members-supervisor = { $name } এর কাম কে দেখইন?
members-supervisor-none = অখনও কেউ না
members-supervisor-set = লেখিয়া রাখইন
members-supervisor-noted = লেখিয়া রাখা অইছে।
members-further = { $name } এর দুই নম্বর যন্ত্র
members-further-why = ফয়লাটার লাখান যোগ দেয়। আরক পরিচালক, নায় ফয়লা যন্ত্রো { $name } রাজি অইলে চালু অয়।
members-remove = { $name } রে সংস্থা থাকি বাদ দেইন
members-remove-ask = { $name } রে সংস্থা থাকি বাদ দিতা নি?
members-remove-what = { $name } এর হক্কল চাবি অখনউ থামি যায়। ইন্টারনেট ফাইলে তান যন্ত্রর হক্কলতা মুছি যায়।
members-remove-left = { $name } যেতা লেখছইন আর ভিডিও করছইন, পরিবারর লগে থাকে।
members-remove-epoch = সুপারভাইজার ইন্টারনেটো আইলে পরিবার নয়া চাবিদি চলে। সংস্থায় { $name } রে আর কুনতা দেয় না।
members-remove-yes = বাদ দেইন
members-remove-no = থাকউক

members-device-nameless = { $name } এর যন্ত্র
members-device-here = ই যন্ত্র
members-device-who = { $name }, { $role }
members-device-seen = শেষ দেখা { $day }, { $time }
members-device-unseen = অখনও দেখা গেছে না
members-device-told = { $seen }। { $films }।
members-device-films = { $n ->
        [0] হিকানো কুনু ভিডিও বার চার না
        [one] হিকানো { $n }টা ভিডিও বার চার
       *[other] হিকানো { $n }টা ভিডিও বার চার
    }
members-device-films-unknown = হিকানো কিতা বার চার, জানাইছে না
members-device-revoked = চাবি থামি গেছে
members-device-waits = আরক পরিচালকর লাগি বার চার
members-device-lost = যন্ত্র হারাইছে
members-lost-ask = { $tablet } হারাইছে নি?
members-lost-stop = এর চাবি অখনউ থামি যায়।
members-lost-wipe = ইন্টারনেট ফাইলে এর হক্কলতা মুছি যায়।
members-lost-lease = ইন্টারনেট ছাড়া { $day } এর বাদে কুনতা খুলে না।
members-lost-films = { $n }টা ভিডিও খালি হউ যন্ত্রো। যন্ত্র না ফাইলে { $n ->
        [one] ইটা
       *[other] ইগুন
    } আর বাচানি যাইতো নায়।
members-lost-all = হিকানো কুনু ভিডিওর কথা জানাইছে না।
members-lost-unknown = যে ভিডিও খালি হউ যন্ত্রো, যন্ত্র না ফাইলে আর বাচানি যাইতো নায়।
members-lost-who = যেরা লাগাইন: { $names }। হক্কলর আরক যন্ত্র লাগবো।
members-lost-yes = হারাইছে
members-lost-no = হারাইছে না
members-lost-done = এর চাবি থামি গেছে। বাকি যন্ত্রে ইন্টারনেট ফাইলে জানবো।
members-lost-root = এর চাবি সংস্থার লগে বানানি। খালি দুইটা কার্ডে থামায়: টার্মিনালো amanat admin recover --lost।
members-in-use = চালু
members-gone = থামি গেছে

members-settings = সংস্থায় যেতা বাছছে
members-settings-name = সংস্থার নাম
members-settings-phone = ফোন
members-settings-phone-hint = পরিবারে কারে ফোন করতা ফারইন।
members-settings-days = ভিডিও কত দিন থাকতো ফারে
members-settings-days-hint = নয়া ভিডিওর লাগি চলবো। যে কথা দেওয়া অইছে, ইটা থাকে।
members-settings-offline = যন্ত্র কত দিন ইন্টারনেট ছাড়া থাকতো ফারে
members-settings-languages = ফর্দার ভাষা
members-settings-wrong = ফুরা দিনর সংখ্যা লেখইন, ১ থাকি ৩৬৫।
members-settings-change = বদলাইন
members-settings-changed = বদলানি অইছে। ইন্টারনেট ফাইলে হক্কল যন্ত্রো যাইবো।
members-settings-none = সংস্থার বাছা কথা অখনও ইকানো নাই। ই যন্ত্রে ইন্টারনেট ফাইলে আইবো।
members-language = { $tag ->
        [bn] বাংলা, খসড়া কথা
        [syl-Beng] সিলেটি, খসড়া কথা
       *[other] English
    }

members-cards = ফিরি ফাওয়ার কার্ড
members-cards-what = তিনটা কার্ডর যেকুনু দুইটা একলগে সংস্থারে ফিরাইয়া আনে।
members-cards-anew = দুইটা কার্ড দিয়া টার্মিনালো নয়া কার্ড (amanat admin cards) নায় আরক পরিচালক (amanat admin recover) অয়।
members-cards-alone = আফনে এখলাউ পরিচালক। আফনার যন্ত্র হারাইলে দুইটা কার্ডে সংস্থারে ফিরাইয়া আনে।
members-safe = সুরক্ষা
members-safe-yes = সুরক্ষার লাগি এখটা যন্ত্র ঠিক করা আছে।
members-safe-no = সুরক্ষার লাগি কুনু যন্ত্র ঠিক করা নাই। সুপারভাইজার ছাড়া পরিবার ইকানো ঠিক করা যায় না।
members-server = সার্ভার
members-server-restored = { $day }, { $time } সার্ভাররে রাখা কপি থাকি ফিরাইয়া আনা অইছে। যেতা আছিল না, যন্ত্রে আবার ফাঠায়।
members-server-fine = সার্ভাররে কুনু সময় রাখা কপি থাকি ফিরাইয়া আনা লাগছে না।
members-demo = ই সংস্থা খালি দেখানির লাগি। ইকানো কেউ আসল নায়।
members-this-device = ই যন্ত্র দেখতে কিলা, কিলা চলে
