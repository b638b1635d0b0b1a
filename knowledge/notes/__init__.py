"""Call notes: their passages, the vectors of those passages, and the search over both."""
