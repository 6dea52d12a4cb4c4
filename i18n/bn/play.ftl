### The inbox, and looking at one film.  Draft of one author who is no native speaker.

play-inbox = নতুন ভিডিও
play-empty = নতুন কিছু নেই। যন্ত্রে ইন্টারনেট এলে ভিডিও আসে।
play-films = ভিডিও
play-fetching = { $of }টির মধ্যে { $nth } নম্বর আনা হচ্ছে
play-fetched-only = শুধু যা আনা হয়েছে।
play-no-label = একটা পরিবার
play-from = { $worker } · { $day }, { $time } · { $length }
play-from-nobody = { $day }, { $time } · { $length }
play-new = নতুন
play-opened = খোলা হয়েছে
play-kept = { $date } পর্যন্ত রাখা হবে
play-not-here = এখনও আনা হয়নি

play-title = { $label } · { $date }
play-opening = ভিডিও খোলা হচ্ছে…
play-preparing = ভিডিও তৈরি হচ্ছে: দেখতে পারেন, একটা একটা ছবি একটু পরে।
play-no-steps = এই ব্রাউজারে একটা একটা ছবি দেখানো যায় না। ভিডিও দেখতে পারেন।
play-unknown = এই ভিডিও এখানে নেই। কিছু খোলা হয়নি। ফিরে গিয়ে অন্যটা বেছে নিন।
play-broken = ভিডিও চলা থেমে গেছে। নিরাপদে তালা দেওয়া আছে। আবার খুলুন।
play-no-way = এই পাতা এখনও ভিডিও চালাতে পারে না। সব নিরাপদে তালা দেওয়া আছে। আমানত বন্ধ করে আবার খুলুন।
play-open-again = আবার খুলুন
play-player = ভিডিও
play-picture = ভিডিওর ছবি

play-second-back = −1 s
    .heard = এক সেকেন্ড পিছে
play-picture-back = ◂ 1
    .heard = এক ছবি পিছে
play-play = চালান
play-pause = থামান
play-picture-on = 1 ▸
    .heard = এক ছবি সামনে
play-second-on = +1 s
    .heard = এক সেকেন্ড সামনে
play-half = অর্ধেক গতি
play-quarter = সিকি গতি
play-loop = বারবার
play-loop-end = এ পর্যন্ত বারবার
play-loop-stop = বারবার থামান
play-loop-from = { $from } থেকে বারবার। শেষে যান, তারপর "এ পর্যন্ত বারবার" চাপুন।
play-looping = { $from } থেকে { $to } বারবার
play-place = ভিডিওর কোথায়
play-place-value = { $of } এর মধ্যে { $at }
play-time = { $minutes ->
    [0] { $seconds } সেকেন্ড
    [one] { $minutes } মিনিট { $seconds } সেকেন্ড
   *[other] { $minutes } মিনিট { $seconds } সেকেন্ড
}
play-keys = চাবি: Space চালায়, তীর এক ছবি, Shift আর তীর এক সেকেন্ড, L বারবার, T সময় পড়ে।

play-closed-stopped = পরিবার { $time } এ এই ভিডিও বন্ধ করেছে। সব জায়গায় বন্ধ।
play-closed-stopped-early = পরিবার এই ভিডিও বন্ধ করেছে। সব জায়গায় বন্ধ।
play-closed-destroyed = এই ভিডিও মুছে ফেলা হয়েছে। এখন কেউ খুলতে পারবে না।
play-closed-damaged = এই কপি নষ্ট, তাই খোলা হয়নি। আমরা আবার আনব।
play-closed-no-key = এই ভিডিওর তালা আপনার জন্য নয়। { $worker } বা দলনেতাকে জিজ্ঞেস করুন। কোড { $code }।
play-closed-no-key-nobody = এই ভিডিওর তালা আপনার জন্য নয়। কর্মী বা দলনেতাকে জিজ্ঞেস করুন। কোড { $code }।
play-closed-unproven = এই ভিডিও কে করেছেন, বলা যায় না। খোলা হয়নি। দলনেতাকে বলুন।
play-closed-not-fetched = এই ভিডিও এখনও এই যন্ত্রে নেই। নিরাপদে আছে। ইন্টারনেট থাকলে নিজেই আসবে।
