### Members and devices of the service, and the service itself.  Draft of one author who is no native speaker.

members-title = সদস্য
members-devices = যন্ত্র
members-service = সংস্থা
members-role = { $role ->
        [1] মাঠকর্মী
        [2] সুপারভাইজার
        [3] দোভাষী
        [4] পরিচালক
        [5] সুরক্ষা
       *[other] সদস্য
    }
members-you = { $name } (আপনি)
members-no-name = নাম ছাড়া কেউ
members-list = এই সংস্থায় কে কে আছেন
members-supervised = দেখেন { $name }
members-change = বদলান
members-change-of = { $name } এর কিছু বদলান
members-waits = আরেকজন পরিচালকের অপেক্ষায়
members-waits-role = { $role } হওয়ার কথা। আরেকজন পরিচালককে রাজি হতে হবে।
members-waits-further = { $name } এর দ্বিতীয় যন্ত্র অপেক্ষায়। আরেকজন পরিচালক, বা প্রথম যন্ত্রে { $name } নিজে রাজি হতে হবে।
members-waits-new = আরেকজন পরিচালক রাজি হলে { $name } সদস্য হবেন।
members-endorse = { $name } কে নিয়ে আমি রাজি

members-invite = কাউকে ডাকুন
members-name = মানুষটির নাম
members-role-field = কাজ
members-make-link = লিঙ্ক তৈরি করুন
members-make-code = তিনি এখানে: কোড দেখান
members-code = { $name } এর যন্ত্র দিয়ে এটা স্ক্যান করুন
members-code-why = নতুন যন্ত্রে { $host } খুলুন, আর “দলনেতার কোড স্ক্যান করুন” চাপুন। একবারই চলে, ২৪ ঘণ্টা পর্যন্ত।
members-code-show = { $name } এর কোড দেখান
members-link = পাঠানোর লিঙ্ক
members-link-hint = শুধু { $name } কে দিন। একবারই চলে, ২৪ ঘণ্টা পর্যন্ত।
members-link-next = তিনি খুললে এখানে দেখা যাবে, আর তিনি আপনাকে ছয়টা শব্দ পড়ে শোনাবেন।
members-copy = লিঙ্ক কপি করুন
members-copied = কপি হয়েছে।
members-links = যে লিঙ্ক অপেক্ষায় আছে
members-link-until = { $day } { $time } পর্যন্ত চলবে।
members-link-over = এই লিঙ্ক ২৪ ঘণ্টার চেয়ে পুরোনো। কেউ যোগ দেয়নি। নতুন লিঙ্ক তৈরি করুন।
members-link-spoiled = কেউ এই লিঙ্ক ব্যবহার করেছে, আর তা মেলে না। কেউ যোগ দেয়নি। নতুন লিঙ্ক তৈরি করুন।
members-link-show = { $name } এর লিঙ্ক দেখান
members-link-drop = { $name } এর লিঙ্ক ভুলে যান

members-guest = নতুন যন্ত্র যোগ দিতে চায়
members-guest-who = { $name }, { $role }
members-guest-further = এটা { $name } এর দ্বিতীয় যন্ত্র।
members-guest-words = যে ছয়টা শব্দ শোনেন, তা লিখুন।
members-guest-hint = প্রথম কয়েকটা অক্ষর লিখুন, তারপর শব্দটা চাপুন।
members-room = এই যন্ত্র কি আপনার সাথে এক ঘরে আছে?
members-room-why = এটা আপনার কোড স্ক্যান করেছে, আর চাবি মিলেছে।
members-room-not = এখানে নেই
members-room-let-in = ঢুকতে দিন
members-word = { $n } নম্বর শব্দ
members-offered = যে শব্দ এভাবে শুরু হয়
members-not-all = আগে ছয়টা শব্দই লিখুন।
members-differ = মেলে না
members-let-in = যোগ দিতে দিন
members-letting-in = যোগ দিতে দেওয়া হচ্ছে…
members-joined = { $name } যোগ দিয়েছেন।
members-refused = কেউ যোগ দেয়নি। আবার শুরু করুন, পারলে এক ঘরে বসে।

members-give-role = এই কাজ দিন
members-role-supervisor = সুপারভাইজার হতে আরেকজন পরিচালকের রাজি হওয়া লাগে।
members-supervisor = { $name } এর কাজ কে দেখেন?
members-supervisor-none = এখনও কেউ না
members-supervisor-set = লিখে রাখুন
members-supervisor-noted = লিখে রাখা হয়েছে।
members-further = { $name } এর দ্বিতীয় যন্ত্র
members-further-why = প্রথমটার মতোই যোগ দেয়। আরেকজন পরিচালক, বা প্রথম যন্ত্রে { $name } রাজি হলে চালু হয়।
members-remove = { $name } কে সংস্থা থেকে বাদ দিন
members-remove-ask = { $name } কে সংস্থা থেকে বাদ দেবেন?
members-remove-what = { $name } এর সব চাবি এখনই থেমে যায়। ইন্টারনেট পেলে তাঁর যন্ত্রের সব মুছে যায়।
members-remove-left = { $name } যা লিখেছেন আর ভিডিও করেছেন, পরিবারগুলোর সাথে থাকে।
members-remove-epoch = সুপারভাইজার ইন্টারনেটে এলে পরিবারগুলো নতুন চাবিতে চলে। সংস্থা { $name } কে আর কিছু দেয় না।
members-remove-yes = বাদ দিন
members-remove-no = থাকুন

members-device-nameless = { $name } এর যন্ত্র
members-device-here = এই যন্ত্র
members-device-who = { $name }, { $role }
members-device-seen = শেষ দেখা { $day }, { $time }
members-device-unseen = এখনও দেখা যায়নি
members-device-told = { $seen }। { $films }।
members-device-films = { $n ->
        [0] সেখানে কোনো ভিডিও অপেক্ষায় নেই
        [one] সেখানে { $n }টি ভিডিও অপেক্ষায়
       *[other] সেখানে { $n }টি ভিডিও অপেক্ষায়
    }
members-device-films-unknown = সেখানে কী অপেক্ষায়, জানায়নি
members-device-revoked = চাবি থেমে গেছে
members-device-waits = আরেকজন পরিচালকের অপেক্ষায়
members-device-lost = যন্ত্র হারিয়েছে
members-lost-ask = { $tablet } কি হারিয়েছে?
members-lost-stop = এর চাবি এখনই থেমে যায়।
members-lost-wipe = ইন্টারনেট পেলে এর সব মুছে যায়।
members-lost-lease = ইন্টারনেট ছাড়া { $day } এর পরে কিছু খোলে না।
members-lost-films = { $n }টি ভিডিও শুধু ওই যন্ত্রে। যন্ত্র না পেলে { $n ->
        [one] সেটা
       *[other] সেগুলো
    } আর বাঁচানো যাবে না।
members-lost-all = সেখানে কোনো ভিডিওর কথা জানায়নি।
members-lost-unknown = যে ভিডিও শুধু ওই যন্ত্রে, যন্ত্র না পেলে আর বাঁচানো যাবে না।
members-lost-who = যাঁরা ব্যবহার করেন: { $names }। প্রত্যেকের অন্য যন্ত্র লাগবে।
members-lost-yes = হারিয়েছে
members-lost-no = হারায়নি
members-lost-done = এর চাবি থেমে গেছে। অন্য যন্ত্র ইন্টারনেট পেলে জানবে।
members-lost-root = এর চাবি সংস্থার সাথে তৈরি। শুধু দুটি কার্ড থামায়: টার্মিনালে amanat admin recover --lost।
members-in-use = চালু
members-gone = থেমে গেছে

members-settings = সংস্থা যা বেছে নিয়েছে
members-settings-name = সংস্থার নাম
members-settings-phone = ফোন
members-settings-phone-hint = পরিবার কাকে ফোন করতে পারে।
members-settings-days = ভিডিও কত দিন থাকতে পারে
members-settings-days-hint = নতুন ভিডিওর জন্য চলবে। যে কথা দেওয়া হয়েছে, তা থাকে।
members-settings-offline = যন্ত্র কত দিন ইন্টারনেট ছাড়া থাকতে পারে
members-settings-languages = পর্দার ভাষা
members-settings-wrong = পুরো দিনের সংখ্যা লিখুন, ১ থেকে ৩৬৫।
members-settings-change = বদলান
members-settings-changed = বদলানো হয়েছে। ইন্টারনেট পেলে সব যন্ত্রে যাবে।
members-settings-none = সংস্থার বাছাই এখনও এখানে নেই। এই যন্ত্র ইন্টারনেট পেলে আসবে।
members-language = { $tag ->
        [bn] বাংলা, খসড়া কথা
        [syl-Beng] সিলেটি, খসড়া কথা
       *[other] English
    }

members-cards = ফিরে পাওয়ার কার্ড
members-cards-what = তিনটি কার্ডের যে কোনো দুটি একসাথে সংস্থাকে ফিরিয়ে আনে।
members-cards-anew = দুটি কার্ড দিয়ে টার্মিনালে নতুন কার্ড (amanat admin cards) বা আরেকজন পরিচালক (amanat admin recover) হয়।
members-cards-alone = আপনি একমাত্র পরিচালক। আপনার যন্ত্র হারালে দুটি কার্ড সংস্থাকে ফিরিয়ে আনে।
members-safe = সুরক্ষা
members-safe-yes = সুরক্ষার জন্য একটা যন্ত্র ঠিক করা আছে।
members-safe-no = সুরক্ষার জন্য কোনো যন্ত্র ঠিক করা নেই। সুপারভাইজার ছাড়া পরিবার এখানে ঠিক করা যায় না।
members-server = সার্ভার
members-server-restored = { $day }, { $time } এ সার্ভারকে রাখা কপি থেকে ফিরিয়ে আনা হয়েছে। যা ছিল না, যন্ত্র আবার পাঠায়।
members-server-fine = সার্ভারকে কখনও রাখা কপি থেকে ফিরিয়ে আনতে হয়নি।
members-demo = এই সংস্থা শুধু দেখানোর জন্য। এখানে কেউ আসল নন।
members-this-device = এই যন্ত্র দেখতে কেমন, কীভাবে চলে
