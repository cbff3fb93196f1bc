"""Work that is independent: the same calls in this process, in several, or on a cluster, and each result as it comes."""
