"""What can be looked at: each room has facts, read from a daemon, and the card made of them."""
