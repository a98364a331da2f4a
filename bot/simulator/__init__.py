"""Telegram's HTTP Bot API on this machine, for demonstration and tests.

The production `Application` talks to it unchanged; only its base URL differs.
It is never a second channel to people.
"""
