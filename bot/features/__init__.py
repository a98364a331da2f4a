"""One module a feature: handlers that unpack, call the domain and show the result."""
