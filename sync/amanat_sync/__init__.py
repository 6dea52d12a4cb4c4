"""The pure core: formats, rules and state machines. No I/O, no clock, no randomness of its own."""
