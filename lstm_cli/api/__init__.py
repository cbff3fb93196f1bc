"""The public API: frames in, frames out; the command line is one of its users. Names are exported by `lstm_cli`."""
