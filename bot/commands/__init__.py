"""The groups of `steward` commands: arguments only; what they do is in `bot/terminal`."""
