"""How tests start Debian's Chromium: headless, and without its calls to the outside."""

from playwright.async_api import expect

expect.set_options(timeout=20_000)  # milliseconds; a machine that runs four tests at once is slow

CHROMIUM = "/usr/bin/chromium"
#: The page is alive: taps before this reach nobody.
CONNECTED = "() => window.socket && window.socket.connected"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
