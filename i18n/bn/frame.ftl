### The frame.  Draft of one author who is no native speaker.
