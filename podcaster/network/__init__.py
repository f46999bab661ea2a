"""Other machines: who can reach an address, and answers from a server, only when the user asked for them."""
