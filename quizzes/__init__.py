"""The domain: people, question bank, grading, rounds, standings. Knows no Telegram."""
