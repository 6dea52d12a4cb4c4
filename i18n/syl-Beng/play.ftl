### The inbox, and looking at one film.  Draft of one author who is no native speaker; the spelling of Sylheti is not fixed.

play-inbox = নয়া ভিডিও
play-empty = নয়া কুনতা নাই। যন্ত্রো ইন্টারনেট আইলে ভিডিও আয়।
play-films = ভিডিও
play-fetching = { $of }টার মাঝে { $nth } নম্বর আনা অর
play-fetched-only = খালি যেতা আনা অইছে।
play-no-label = এখটা পরিবার
play-from = { $worker } · { $day }, { $time } · { $length }
play-from-nobody = { $day }, { $time } · { $length }
play-new = নয়া
play-opened = খুলা অইছে
play-kept = { $date } ফর্যন্ত রাখা অইবো
play-not-here = অখনও আনা অইছে না

play-title = { $label } · { $date }
play-opening = ভিডিও খুলা অর…
play-preparing = ভিডিও তৈয়ার অর: দেখতা ফারইন, এখটা এখটা ছবি এখটু বাদে।
play-no-steps = ই ব্রাউজারে এখটা এখটা ছবি দেখানি যায় না। ভিডিও দেখতা ফারইন।
play-unknown = ই ভিডিও ইকানো নাই। কুনতা খুলা অইছে না। ফিরি গিয়া আরকটা বাছইন।
play-broken = ভিডিও চলা থামি গেছে। নিরাফদে তালা দেওয়া আছে। আবার খুলইন।
play-no-way = ই ফাতায় অখনও ভিডিও চালাইতো ফারে না। হক্কলতা নিরাফদে তালা দেওয়া আছে। আমানত বন্ধ করিয়া আবার খুলইন।
play-open-again = আবার খুলইন
play-player = ভিডিও
play-picture = ভিডিওর ছবি

play-second-back = −1 s
    .heard = এক সেকেন্ড ফিছে
play-picture-back = ◂ 1
    .heard = এক ছবি ফিছে
play-play = চালাইন
play-pause = থামাইন
play-picture-on = 1 ▸
    .heard = এক ছবি হামনে
play-second-on = +1 s
    .heard = এক সেকেন্ড হামনে
play-half = আধা গতি
play-quarter = সিকি গতি
play-loop = বারে বারে
play-loop-end = অত ফর্যন্ত বারে বারে
play-loop-stop = বারে বারে থামাইন
play-loop-from = { $from } থাকি বারে বারে। শেষো যাইন, বাদে "অত ফর্যন্ত বারে বারে" চাফইন।
play-looping = { $from } থাকি { $to } বারে বারে
play-place = ভিডিওর কুনখানো
play-place-value = { $of } এর মাঝে { $at }
play-time = { $minutes ->
    [0] { $seconds } সেকেন্ড
    [one] { $minutes } মিনিট { $seconds } সেকেন্ড
   *[other] { $minutes } মিনিট { $seconds } সেকেন্ড
}
play-keys = চাবি: Space চালায়, তীর এক ছবি, Shift আর তীর এক সেকেন্ড, L বারে বারে, T সময় ফড়ে।

play-closed-stopped = পরিবারে { $time } ই ভিডিও বন্ধ করছইন। হক্কল জাগাত বন্ধ।
play-closed-stopped-early = পরিবারে ই ভিডিও বন্ধ করছইন। হক্কল জাগাত বন্ধ।
play-closed-destroyed = ই ভিডিও মুছিলানি অইছে। অখন কেউ খুলতো ফারতো নায়।
play-closed-damaged = ই কপি নষ্ট, এর লাগি খুলা অইছে না। আমরা আবার আনমু।
play-closed-no-key = ই ভিডিওর তালা আফনার লাগি নায়। { $worker } নায় দলনেতারে জিকাইন। কোড { $code }।
play-closed-no-key-nobody = ই ভিডিওর তালা আফনার লাগি নায়। কর্মী নায় দলনেতারে জিকাইন। কোড { $code }।
play-closed-unproven = ই ভিডিও কে করছইন, কওয়া যায় না। খুলা অইছে না। দলনেতারে কইন।
play-closed-not-fetched = ই ভিডিও অখনও ই যন্ত্রো নাই। নিরাফদে আছে। ইন্টারনেট থাকলে নিজে নিজে আইবো।
