### Setting a service up, joining one, the home screen.  Draft of one author who is no native speaker.

start-new = এই ব্রাউজার এখনও কোনো সংস্থার নয়। দলনেতাকে বলুন এই যন্ত্রকে ঢুকতে দিতে।
start-new-scan = দলনেতার কোড স্ক্যান করুন
start-new-paste = বা যে লিঙ্ক পেয়েছেন, এখানে দিন
start-new-open = লিঙ্ক খুলুন
start-demo = দেখানোর জন্য। এখানে সব বানানো।
start-go-on = এগিয়ে যান
start-back = ফিরে যান
start-step = ৭টি ধাপের { $n } নম্বর
start-not-finished = সংস্থা শুরু করা শেষ হয়নি। কিছু হারায়নি; ফিরে এসে এগিয়ে যান।
start-not-finished-link = এগিয়ে যেতে টার্মিনালের লিঙ্কটা আবার খুলুন।
start-leave = এখন থাক

## A1 Set up

start-setup = সংস্থা শুরু করুন
start-setup-reading = লিঙ্কটা আপনার সার্ভারের কি না দেখা হচ্ছে…
start-name-title = আপনার সংস্থার নাম কী?
start-name = সংস্থার নাম
start-name-hint = যাঁরা যোগ দেন, সবাই এই নাম দেখেন।
start-phone-title = পরিবার কাকে ফোন করতে পারে?
start-phone = ফোন নম্বর
start-phone-hint = প্রত্যেক যন্ত্রে সাহায্য পাতায় থাকে। খালি রাখতে পারেন।
start-days-title = ভিডিও কত দিন থাকতে পারে?
start-days = দিন
start-days-hint = তারপর সব কপি মুছে যায়।
start-days-wrong = পুরো দিনের সংখ্যা লিখুন, ১ থেকে ৩৬৫।
start-offline-title = ইন্টারনেট ছাড়া যন্ত্র কত দিন থাকতে পারে?
start-offline-hint = তারপর যন্ত্র ইন্টারনেটে যুক্ত হতে চায়।
start-languages-title = আপনার পর্দায় কোন কোন ভাষা লাগবে?
start-languages-hint = ইংরেজি সব সময় আছে। বাংলা আর সিলেটি এখনও খসড়া, কেউ যাচাই করেনি।
start-language-en = English
start-language-bn = বাংলা
start-language-syl-Beng = সিলেটি
start-keys-title = এবার আপনার নিজের চাবি
start-keys-why = আপনি { $service } এর প্রথম পরিচালক। চাবি এই ব্রাউজারে তৈরি হয়, আর এখানেই থাকে।
start-keys-name = আপনার ডাকনাম
start-keys-make = চাবি তৈরি করুন
start-keys-making = চাবি তৈরি হচ্ছে…
start-found-title = সংস্থা চালু করুন
start-found-why = আপনার চাবি তৈরি। এখনও কিছু পাঠানো হয়নি। এবার সার্ভারকে বলা হবে কে খুলতে পারেন: আপনি, আর কেউ নয়।
start-found = সংস্থা চালু করুন
start-founding = সার্ভারকে বলা হচ্ছে…
start-again-why = সার্ভার এখান থেকে কিছু নেয়নি। এই চাবি মুছে আবার শুরু করতে পারেন।
start-again = আবার শুরু করুন
start-supervisor-title = কে দেখবেন? তাঁকে এখনই যোগ দিতে দিন
start-supervisor-why = সুপারভাইজার ছাড়া কোনো পরিবার খোলা যায় না। শুরু করার সময় প্রথমজনের পক্ষে আপনি নিজেই বলতে পারেন।
start-supervisor-name = সুপারভাইজারের নাম
start-supervisor-joined = { $name } এখন সুপারভাইজার।
start-supervisor-none = এখনও কোনো সুপারভাইজার নেই। পরে আরেকজন পরিচালক বা দুটি কার্ড লাগবে।
start-supervisor-without = সুপারভাইজার ছাড়াই এগিয়ে যান
start-cards-title = ফিরে পাওয়ার তিনটি কার্ড ছাপান
start-cards-why = যে কোনো দুটি একসাথে সংস্থাকে ফিরিয়ে আনে। তিনজনকে দিন। আমরা কপি রাখি না।
start-cards-show = তিনটি কার্ড তৈরি করুন
start-cards-making = কার্ড তৈরি হচ্ছে…
start-cards-old = আগেও কার্ড ছাপা হয়েছে। নতুনগুলোর সাথে সেগুলো মেলে না। ছিঁড়ে ফেলুন।
start-cards-print = { $n } নম্বর কার্ড ছাপান
start-cards-done = { $n } নম্বর কার্ড কাগজে আছে।
start-cards-once = এই কার্ড আর দেখানো যাবে না। দরকার হলে নতুন কার্ড তৈরি করুন।
start-cards-new = নতুন কার্ড তৈরি করুন
start-cards-no-printer = প্রিন্টার নেই? কার্ডের শব্দগুলো হাতে কাগজে লিখুন।
start-cards-hand = { $n } নম্বর কার্ডের শব্দ দেখান
start-cards-hand-done = কাগজে লেখা হয়েছে
start-cards-printed = তিনটিই ছাপা হয়েছে
start-cards-finish = শেষ করুন
start-cards-finish-why = আগে তিনটিই ছাপান।
start-cards-after = শেষ করলে মূল চাবি ভুলে যাওয়া হয়। তারপর দুটি কার্ড একটা সইয়ের জন্য ফিরিয়ে আনে, বা দ্বিতীয় পরিচালক নেওয়া হয়।
start-card-title = ফিরে পাওয়ার কার্ড, ৩টির { $n } নম্বর
start-card-about = { $service }। আমানত তৈরি করেছে { $day }।
start-card-keep = অন্য দুটি যেখানে নেই, সেখানে রাখুন। তিনটির দুটি সংস্থাকে ফিরিয়ে আনে। একটায় কিছু খোলে না।
start-card-root = মূল চাবির শব্দ
start-card-recovery = ফিরে পাওয়ার শব্দ
start-card-line = একই কথা এক লাইনে, ছবিতে যেমন আছে

## Words to keep

start-words-title = আপনার পাঁচ শব্দ
start-words-why = এই শব্দে এই ব্রাউজারে আমানত খোলে, আর কিছুতে নয়। কাউকে পড়ে শোনাবেন না। আমরা কপি রাখি না।
start-words-list = আপনার পাঁচ শব্দ
start-words-print = শব্দ ছাপান
start-words-kept = আমি লিখে রেখেছি
start-words-kept-why = আগে শব্দগুলো লিখে রাখুন।

## A2 Join

start-join = সংস্থায় যোগ দিন
start-join-reading = লিঙ্ক পড়া হচ্ছে…
start-join-title = { $service } এ যোগ দিন
start-join-role-1 = আপনি মাঠকর্মী হিসেবে যোগ দিচ্ছেন।
start-join-role-2 = আপনি সুপারভাইজার হিসেবে যোগ দিচ্ছেন।
start-join-role-3 = আপনি দোভাষী হিসেবে যোগ দিচ্ছেন।
start-join-role-4 = আপনি পরিচালক হিসেবে যোগ দিচ্ছেন।
start-join-role-5 = আপনি সুরক্ষার কাজে যোগ দিচ্ছেন।
start-join-why = চাবি এই ব্রাউজারে তৈরি হয়, আর এখানেই থাকে। পাঁচটি শব্দ লিখতে কলম হাতে রাখুন।
start-join-begin = এই যন্ত্র দিয়ে যোগ দিন
start-join-making = চাবি তৈরি হচ্ছে…
start-six-why = যিনি আপনাকে ঢুকতে দেবেন, তাঁকে এই শব্দগুলো পড়ে শোনান।
start-six-list = পড়ে শোনানোর ছয় শব্দ
start-six-waiting = তাঁর হ্যাঁ এর অপেক্ষা…
start-six-stop = থামুন
start-six-room = দুজনে এক ঘরে আছেন, আর তাঁর কোড স্ক্যান করেছেন? তাহলে তিনি শুধু চাপ দেবেন।
start-joined = { $service } এই যন্ত্রকে ঢুকতে দিয়েছে।
start-refused-title = কেউ যোগ দেয়নি
start-refused = শব্দগুলো এক নয়। কেউ যোগ দেয়নি। আবার শুরু করুন, পারলে এক ঘরে বসে।
start-refused-again = আবার শুরু করুন

## The camera as a reader of codes

start-scan-title = কোডটা ক্যামেরার সামনে ধরুন
start-scan-looking = কোড খোঁজা হচ্ছে…
start-scan-other = এটা অন্য কোড। দলনেতার কোড খুঁজুন।
start-scan-no-camera = ক্যামেরার অনুমতি নেই। কিছু স্ক্যান হয়নি। ব্রাউজারের সেটিংসে অনুমতি দিন, বা লিঙ্ক দিন।
start-scan-stop = স্ক্যান থামান

## After joining

start-welcome-who-title = এই যন্ত্র কে ব্যবহার করবেন?
start-welcome-who = এখন { $name } ব্যবহার করছেন। অন্যরাও পারেন: প্রত্যেকে নিজের লিঙ্ক দিয়ে যোগ দেন।
start-welcome-passkey-title = কীভাবে তালা খুলবেন?
start-welcome-passkey-words = আমার পাঁচ শব্দই যথেষ্ট
start-welcome-persist-title = পাঠানো পর্যন্ত ভিডিও এখানে রাখব?
start-welcome-persist-why = জায়গা কমলে ব্রাউজার এখানকার জিনিস মুছে ফেলতে পারে। তাকে না মুছতে বলুন।
start-welcome-persist-ask = হ্যাঁ, রাখুন
start-welcome-persist-asking = ব্রাউজারকে জিজ্ঞেস করা হচ্ছে…
start-welcome-persist-yes = পাঠানো পর্যন্ত ব্রাউজার ভিডিও এখানে রাখে।
start-welcome-persist-no = এই যন্ত্র নিজেই ভিডিও মুছে ফেলতে পারে। প্রত্যেক ভিডিও সেই দিনই পাঠান।
start-install-title = হোম স্ক্রিনে আমানত রাখুন
start-install-why = তাহলে অ্যাপের মতো খোলে, ইন্টারনেট ছাড়াও।
start-install-now = এখনই রাখুন
start-install-done = আমানত হোম স্ক্রিনে আছে।
start-install-later = পরে
start-install-android-1 = ব্রাউজারের মেনু খুলুন: উপরে ডানে তিনটি ফোঁটা।
start-install-android-2 = “Add to home screen” চাপুন, তারপর “Install”।
start-install-apple-1 = শেয়ারের চিহ্ন চাপুন: তীর দেওয়া একটা চারকোনা ঘর।
start-install-apple-2 = “Add to Home Screen” চাপুন, তারপর “Add”।
start-install-3 = এখন থেকে হোম স্ক্রিন থেকে আমানত খুলুন।
start-ready-title = ইন্টারনেট ছাড়া কাজের জন্য তৈরি।
start-ready-not-title = এখনও ইন্টারনেট ছাড়া কাজের জন্য তৈরি নয়
start-ready-files = অ্যাপের ফাইল: { $of }টির { $here }টি
start-ready-fonts = সব ভাষার অক্ষর
start-ready-storage = ভিডিও রাখা নিয়ে আপনার উত্তর
start-ready-here = আছে
start-ready-missing = নেই
start-ready-coming = অ্যাপ আনা হচ্ছে…
start-ready-no-worker = এই ব্রাউজার সার্ভার ছাড়া শুরু হতে পারে না। https দিয়ে আমানত খুলুন।
start-ready-again = আবার দেখুন
start-ready-begin = শুরু করুন
start-ready-anyway = তবু শুরু করুন
start-safari = এখানে ভিডিও হারিয়ে যাবে। আগে হোম স্ক্রিনে আমানত রাখুন:
start-safari-how = কীভাবে, দেখান

## Updates

start-update = নতুন সংস্করণ তৈরি। আপনি অবসর হলে শুরু হবে।
start-update-now = এখনই শুরু করুন
