"""What people read, built from values; plain functions, no Telegram calls."""
