"""The public API: frames in, frames out. `lstm_cli` exports its names; the command line is one of its users."""
