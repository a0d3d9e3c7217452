"""The running process: settings, wiring, clocks, senders, the command line."""
