"""Checks for doubtful counts before anything is forecast: one module per doubt, each returns a `Remark` or none."""
