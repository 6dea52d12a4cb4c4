"""Where the server keeps what it was given: ports, and one folder per way of keeping them."""
