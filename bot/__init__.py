"""Every face a person meets: Telegram handlers, command line, pictures, the simulator."""
