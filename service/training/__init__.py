"""From learning points that a designer chose to a briefing, a session or a table: what is in it, before any file."""
