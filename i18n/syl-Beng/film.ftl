### While the camera is open.  Draft of one author who is no native speaker; the spelling of Sylheti is not fixed.

film-on = ভিডিও অর
film-sealed = অখন ফর্যন্ত তালা দেওয়া
film-sealing = তালা দেওয়া অর…
film-behind = তালা দেওয়া অর… { $seconds } সেকেন্ড বাকি
film-room = { $length } ভিডিওর জাগা আছে
film-battery = ব্যাটারি { $percent } %
film-awake = আতর কাছে রাখইন: ফর্দা নিবি যাইতো ফারে।
film-preview = ক্যামেরায় যেতা দেখের
film-minutes = মিনিট
film-ring-before = সময় লইন।
film-ring-enough = অখন বউত অইছে।
    .second = যেবলা ঠিক মনো অয়, থামইন।
film-ring-plenty = ৭ মিনিট। ইটাউ বউত।
film-ring-last = ১ মিনিটে নিজে নিজে থামবো
film-missing-dark = ছবি আন্ধাইর। ক্যামেরার উফরে কিচ্ছু আছে নি?
film-missing-silent = কুনতা হুনরাম না। মাইক্রোফোনর উফরে কিচ্ছু আছে নি?
film-stop = থামইন
    .second = Stop
film-came-in = কেউ ঘরো আইছইন
film-came-in-ask = থামতাম, না তাইন গেছইন গি?
film-they-left = গেছইন গি
film-mark = ই সময় মনো রাখইন
film-marked = মনো রাখা অইলো: { $count }
film-any-time = যেকুনু সময় থামইন চাফইন। অখন ফর্যন্ত ভিডিও নিরাফদে থাকবো।

film-stopped = ভিডিও থামি গেছে
film-stopped-full = ভিডিও { $time } থামি গেছে। যন্ত্রো আর জাগা নাই।
film-stopped-call = ভিডিও { $time } থামি গেছে, ফোন আইছিল গতিকে।
film-stopped-camera = ভিডিও { $time } থামি গেছে। ক্যামেরা নায় মাইক্রোফোন আর ফাওয়া যার না।
film-stopped-battery = ভিডিও { $time } থামি গেছে। ব্যাটারি প্রায় শেষ।
film-stopped-safe = আফনার ভিডিও নিরাফদে তালা দেওয়া আছে।
film-stopped-full-next = ভিডিও ফাঠাইন, বাদে আবার ভিডিও করইন।
film-stopped-battery-next = চার্জো দেইন, বাদে আবার ভিডিও করইন।
film-stopped-camera-next = আরক অ্যাপে ব্যবহার করের নি দেখইন, বাদে আবার ভিডিও করইন।
film-part-2 = দুই নম্বর ভাগ ভিডিও করইন
film-enough = ইটাউ বউত

film-cut = থামার বাদে
film-cut-off = ভিডিও করার সময় { $time } যন্ত্র বন্ধ অই গেছে।
film-cut-safe = { $length } নিরাফদে তালা দেওয়া আছে; বেশি অইলে এক সেকেন্ড নাই।
film-cut-closing = ভিডিও অখন বন্ধ করা অর। আফনে কাম করতা ফারইন; কুনতা হারাইতো নায়।
film-cut-damaged = ই ভিডিও বন্ধ করা গেছে না। হক্কল ভাগ রাখা আছে। ই যন্ত্রর কুনতা মুছবা না। দলনেতারে কইন: কোড film-recover।
film-cut-see = ভিডিও দেখইন
film-cut-go-on = আগে যাইন
