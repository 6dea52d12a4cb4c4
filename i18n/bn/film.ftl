### While the camera is open.  Draft of one author who is no native speaker.

film-on = ভিডিও হচ্ছে
film-sealed = এ পর্যন্ত তালা দেওয়া
film-sealing = তালা দেওয়া হচ্ছে…
film-behind = তালা দেওয়া হচ্ছে… { $seconds } সেকেন্ড বাকি
film-room = { $length } ভিডিওর জায়গা আছে
film-battery = ব্যাটারি { $percent } %
film-awake = হাতের কাছে রাখুন: পর্দা নিভে যেতে পারে।
film-preview = ক্যামেরা যা দেখছে
film-minutes = মিনিট
film-ring-before = সময় নিন।
film-ring-enough = এখন যথেষ্ট হয়েছে।
    .second = যখন ঠিক মনে হয়, থামুন।
film-ring-plenty = ৭ মিনিট। এটাই অনেক।
film-ring-last = ১ মিনিটে নিজেই থামবে
film-missing-dark = ছবি অন্ধকার। ক্যামেরার উপর কিছু আছে?
film-missing-silent = কিছু শুনছি না। মাইক্রোফোনের উপর কিছু আছে?
film-stop = থামুন
    .second = Stop
film-came-in = কেউ ঘরে এসেছেন
film-came-in-ask = থামব, না তিনি চলে গেছেন?
film-they-left = চলে গেছেন
film-mark = এই মুহূর্ত মনে রাখুন
film-marked = মনে রাখা হলো: { $count }
film-any-time = যে কোনো সময় থামুন চাপুন। এ পর্যন্ত ভিডিও নিরাপদে থাকবে।

film-stopped = ভিডিও থেমে গেছে
film-stopped-full = ভিডিও { $time } এ থেমে গেছে। যন্ত্রে আর জায়গা নেই।
film-stopped-call = ভিডিও { $time } এ থেমে গেছে, ফোন এসেছিল বলে।
film-stopped-camera = ভিডিও { $time } এ থেমে গেছে। ক্যামেরা বা মাইক্রোফোন আর পাওয়া যাচ্ছে না।
film-stopped-battery = ভিডিও { $time } এ থেমে গেছে। ব্যাটারি প্রায় শেষ।
film-stopped-safe = আপনার ভিডিও নিরাপদে তালা দেওয়া আছে।
film-stopped-full-next = ভিডিও পাঠান, তারপর আবার ভিডিও করুন।
film-stopped-battery-next = চার্জে দিন, তারপর আবার ভিডিও করুন।
film-stopped-camera-next = অন্য অ্যাপ ব্যবহার করছে কি না দেখুন, তারপর আবার ভিডিও করুন।
film-part-2 = দ্বিতীয় অংশ ভিডিও করুন
film-enough = এটাই যথেষ্ট

film-cut = থেমে যাওয়ার পরে
film-cut-off = ভিডিও করার সময় { $time } এ যন্ত্র বন্ধ হয়ে গেছে।
film-cut-safe = { $length } নিরাপদে তালা দেওয়া আছে; বড়জোর এক সেকেন্ড নেই।
film-cut-closing = ভিডিও এখন বন্ধ করা হচ্ছে। আপনি কাজ করতে পারেন; কিছু হারাবে না।
film-cut-damaged = এই ভিডিও বন্ধ করা যায়নি। সব অংশ রাখা আছে। এই যন্ত্রের কিছু মুছবেন না। দলনেতাকে বলুন: কোড film-recover।
film-cut-see = ভিডিও দেখুন
film-cut-go-on = এগিয়ে যান
