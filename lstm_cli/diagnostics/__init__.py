"""What happens inside a model: gates, memory, ablation."""
