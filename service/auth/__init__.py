"""Who is at the door: accounts and passwords, sessions, one-time links, API tokens, limits on attempts."""
