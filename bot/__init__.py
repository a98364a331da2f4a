"""Every face a person meets: Telegram handlers, command line, pictures, the simulator."""

import os

# python-telegram-bot gives time spans as timedelta only where this is set; the older form is deprecated.
os.environ.setdefault("PTB_TIMEDELTA", "true")
