### Setting a service up, joining one, the home screen.  Draft of one author who is no native speaker; the spelling of Sylheti is not fixed.

start-new = ই ব্রাউজার অখনও কুনু সংস্থার নায়। দলনেতারে কইন ই যন্ত্ররে হামাইতে দিতা।
start-new-scan = দলনেতার কোড স্ক্যান করইন
start-new-paste = নায় যে লিঙ্ক ফাইছইন, ইকানো দেইন
start-new-open = লিঙ্ক খুলইন
start-demo = দেখানির লাগি। ইকানো হক্কলতা বানানি।
start-go-on = আগে যাইন
start-back = ফিরি যাইন
start-step = ৭টা ধাফর { $n } নম্বর
start-not-finished = সংস্থা শুরু করা শেষ অইছে না। কুনতা হারাইছে না; ফিরি আইয়া আগে যাইন।
start-not-finished-link = আগে যাইতে টার্মিনালর লিঙ্ক আবার খুলইন।
start-leave = অখন থাউক

## A1 Set up

start-setup = সংস্থা শুরু করইন
start-setup-reading = লিঙ্ক আফনার সার্ভারর নি দেখা অর…
start-name-title = আফনার সংস্থার নাম কিতা?
start-name = সংস্থার নাম
start-name-hint = যেরা যোগ দেইন, হক্কলে ই নাম দেখইন।
start-phone-title = পরিবারে কারে ফোন করতা ফারইন?
start-phone = ফোন নম্বর
start-phone-hint = হক্কল যন্ত্রো সাহায্য ফাতাত থাকে। খালি রাখতা ফারইন।
start-days-title = ভিডিও কত দিন থাকতো ফারে?
start-days = দিন
start-days-hint = বাদে হক্কল কপি মুছি যায়।
start-days-wrong = ফুরা দিনর সংখ্যা লেখইন, ১ থাকি ৩৬৫।
start-offline-title = ইন্টারনেট ছাড়া যন্ত্র কত দিন থাকতো ফারে?
start-offline-hint = বাদে যন্ত্রে ইন্টারনেট চায়।
start-languages-title = আফনার ফর্দাত কুন কুন ভাষা লাগবো?
start-languages-hint = ইংলিশ হামেশা আছে। বাংলা আর সিলেটি অখনও খসড়া, কেউ যাচাই করছে না।
start-language-en = English
start-language-bn = বাংলা
start-language-syl-Beng = সিলেটি
start-keys-title = অখন আফনার নিজর চাবি
start-keys-why = আফনে { $service } এর ফয়লা পরিচালক। চাবি ই ব্রাউজারো তৈয়ার অয়, আর ইকানোউ থাকে।
start-keys-name = আফনার ডাকনাম
start-keys-make = চাবি বানাইন
start-keys-making = চাবি তৈয়ার অর…
start-found-title = সংস্থা চালু করইন
start-found-why = আফনার চাবি তৈয়ার। অখনও কুনতা ফাঠানি অইছে না। অখন সার্ভাররে কওয়া অইবো কে খুলতা ফারইন: আফনে, আর কেউ নায়।
start-found = সংস্থা চালু করইন
start-founding = সার্ভাররে কওয়া অর…
start-again-why = সার্ভারে ইকান থাকি কুনতা নিছে না। ই চাবি মুছিয়া আবার শুরু করতা ফারইন।
start-again = আবার শুরু করইন
start-supervisor-title = কে দেখবা? তানরে অখনউ যোগ দিতে দেইন
start-supervisor-why = সুপারভাইজার ছাড়া কুনু পরিবার খুলা যায় না। শুরু করার সময় ফয়লা জনর লাগি আফনে নিজেউ কইতা ফারইন।
start-supervisor-name = সুপারভাইজারর নাম
start-supervisor-joined = { $name } অখন সুপারভাইজার।
start-supervisor-none = অখনও কুনু সুপারভাইজার নাই। বাদে আরক পরিচালক নায় দুইটা কার্ড লাগবো।
start-supervisor-without = সুপারভাইজার ছাড়াউ আগে যাইন
start-cards-title = ফিরি ফাওয়ার তিনটা কার্ড ছাফাইন
start-cards-why = যেকুনু দুইটা একলগে সংস্থারে ফিরাইয়া আনে। তিনজনরে দেইন। আমরা কপি রাখি না।
start-cards-show = তিনটা কার্ড বানাইন
start-cards-making = কার্ড তৈয়ার অর…
start-cards-old = আগেও কার্ড ছাফা অইছে। নয়াগুনর লগে ইগুন মিলে না। ছিড়ি লাইন।
start-cards-print = { $n } নম্বর কার্ড ছাফাইন
start-cards-done = { $n } নম্বর কার্ড কাগজো আছে।
start-cards-once = ই কার্ড আর দেখানি যাইতো নায়। লাগলে নয়া কার্ড বানাইন।
start-cards-new = নয়া কার্ড বানাইন
start-cards-no-printer = প্রিন্টার নাই? কার্ডর শব্দ আতে কাগজো লেখইন।
start-cards-hand = { $n } নম্বর কার্ডর শব্দ দেখাইন
start-cards-hand-done = কাগজো লেখা অইছে
start-cards-printed = তিনটাউ ছাফা অইছে
start-cards-finish = শেষ করইন
start-cards-finish-why = আগে তিনটাউ ছাফাইন।
start-cards-after = শেষ করলে মূল চাবি ফাউরি যাওয়া অয়। বাদে দুইটা কার্ডে এখটা সইর লাগি ফিরাইয়া আনে, নায় দুই নম্বর পরিচালক লওয়া অয়।
start-card-title = ফিরি ফাওয়ার কার্ড, ৩টার { $n } নম্বর
start-card-about = { $service }। আমানতে বানাইছে { $day }।
start-card-keep = বাকি দুইটা যেকানো নাই, হিকানো রাখইন। তিনটার দুইটায় সংস্থারে ফিরাইয়া আনে। এখটায় কুনতা খুলে না।
start-card-root = মূল চাবির শব্দ
start-card-recovery = ফিরি ফাওয়ার শব্দ
start-card-line = একই কথা এক লাইনো, ছবিত যেলা আছে

## Words to keep

start-words-title = আফনার পাচ শব্দ
start-words-why = ই শব্দে ই ব্রাউজারো আমানত খুলে, আর কুনতায় নায়। কেউরে ফড়িয়া হুনাইবা না। আমরা কপি রাখি না।
start-words-list = আফনার পাচ শব্দ
start-words-print = শব্দ ছাফাইন
start-words-kept = আমি লেখিয়া রাখছি
start-words-kept-why = আগে শব্দ লেখিয়া রাখইন।

## A2 Join

start-join = সংস্থাত যোগ দেইন
start-join-reading = লিঙ্ক ফড়া অর…
start-join-title = { $service } এ যোগ দেইন
start-join-role-1 = আফনে মাঠকর্মী অইয়া যোগ দিরা।
start-join-role-2 = আফনে সুপারভাইজার অইয়া যোগ দিরা।
start-join-role-3 = আফনে দুভাষী অইয়া যোগ দিরা।
start-join-role-4 = আফনে পরিচালক অইয়া যোগ দিরা।
start-join-role-5 = আফনে সুরক্ষার কামো যোগ দিরা।
start-join-why = চাবি ই ব্রাউজারো তৈয়ার অয়, আর ইকানোউ থাকে। পাচটা শব্দ লেখতে কলম আতো রাখইন।
start-join-begin = ই যন্ত্র দিয়া যোগ দেইন
start-join-making = চাবি তৈয়ার অর…
start-six-why = যেইন আফনারে হামাইতে দিবা, তানরে ই শব্দ ফড়িয়া হুনাইন।
start-six-list = ফড়িয়া হুনানির ছয় শব্দ
start-six-waiting = তান অয় কওয়ার লাগি বার চাওয়া অর…
start-six-stop = থামইন
start-six-room = দুইওজনে এক ঘরো আছইন, আর তান কোড স্ক্যান করছইন? তে তাইন খালি চাফ দিবা।
start-joined = { $service } এ ই যন্ত্ররে হামাইতে দিছে।
start-refused-title = কেউ যোগ দিছে না
start-refused = শব্দ এক নায়। কেউ যোগ দিছে না। আবার শুরু করইন, ফারলে এক ঘরো বইয়া।
start-refused-again = আবার শুরু করইন

## The camera as a reader of codes

start-scan-title = কোড ক্যামেরার হামনে ধরইন
start-scan-looking = কোড তুকানি অর…
start-scan-other = ইটা আরক কোড। দলনেতার কোড তুকাইন।
start-scan-no-camera = ক্যামেরার অনুমতি নাই। কুনতা স্ক্যান অইছে না। ব্রাউজারর সেটিংসো অনুমতি দেইন, নায় লিঙ্ক দেইন।
start-scan-stop = স্ক্যান থামাইন

## After joining

start-welcome-who-title = ই যন্ত্র কে লাগাইবা?
start-welcome-who = অখন { $name } এ লাগাইরা। বাকিরাও ফারইন: হক্কলে নিজর লিঙ্ক দিয়া যোগ দেইন।
start-welcome-passkey-title = কিলা তালা খুলবা?
start-welcome-passkey-words = আমার পাচ শব্দউ বউত
start-welcome-persist-title = ফাঠানি ফর্যন্ত ভিডিও ইকানো রাখতাম?
start-welcome-persist-why = জাগা কমলে ব্রাউজারে ইকানর জিনিস মুছিলাইতো ফারে। তারে না মুছতে কইন।
start-welcome-persist-ask = অয়, রাখইন
start-welcome-persist-asking = ব্রাউজাররে জিকানি অর…
start-welcome-persist-yes = ফাঠানি ফর্যন্ত ব্রাউজারে ভিডিও ইকানো রাখে।
start-welcome-persist-no = ই যন্ত্রে নিজেউ ভিডিও মুছিলাইতো ফারে। যে দিনর ভিডিও, হউ দিনউ ফাঠাইন।
start-install-title = হোম স্ক্রিনো আমানত রাখইন
start-install-why = তে অ্যাফর লাখান খুলে, ইন্টারনেট ছাড়াও।
start-install-now = অখনউ রাখইন
start-install-done = আমানত হোম স্ক্রিনো আছে।
start-install-later = বাদে
start-install-android-1 = ব্রাউজারর মেনু খুলইন: উফরে ডাইনে তিনটা ফোটা।
start-install-android-2 = “Add to home screen” চাফইন, বাদে “Install”।
start-install-apple-1 = শেয়ারর চিহ্ন চাফইন: তীর দেওয়া এখটা চাইরকুনা ঘর।
start-install-apple-2 = “Add to Home Screen” চাফইন, বাদে “Add”।
start-install-3 = অখন থাকি হোম স্ক্রিন থাকি আমানত খুলইন।
start-ready-title = ইন্টারনেট ছাড়া কামর লাগি তৈয়ার।
start-ready-not-title = অখনও ইন্টারনেট ছাড়া কামর লাগি তৈয়ার নায়
start-ready-files = অ্যাফর ফাইল: { $of }টার { $here }টা
start-ready-fonts = হক্কল ভাষার অক্ষর
start-ready-storage = ভিডিও রাখার কথায় আফনার উত্তর
start-ready-here = আছে
start-ready-missing = নাই
start-ready-coming = অ্যাফ আনা অর…
start-ready-no-worker = ই ব্রাউজার সার্ভার ছাড়া শুরু অইতো ফারে না। https দিয়া আমানত খুলইন।
start-ready-again = আবার দেখইন
start-ready-begin = শুরু করইন
start-ready-anyway = তেউ শুরু করইন
start-safari = ইকানো ভিডিও হারাই যাইবো। আগে হোম স্ক্রিনো আমানত রাখইন:
start-safari-how = কিলা, দেখাইন

## Updates

start-update = নয়া সংস্করণ তৈয়ার। আফনার কাম না থাকলে শুরু অইবো।
start-update-now = অখনউ শুরু করইন
