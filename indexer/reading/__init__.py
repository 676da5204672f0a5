"""What is read of a text: its segments, and how it means each."""
