"""What a model does inside: gates, memory, ablation."""
