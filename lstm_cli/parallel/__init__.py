"""Run independent calls in this process, in several processes, or on a cluster."""
