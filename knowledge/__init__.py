"""What is true: the account store, the measures, the memory. Knows no model and no Slack."""
