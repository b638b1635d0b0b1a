"""What comes in from outside: files today, connected systems later."""
