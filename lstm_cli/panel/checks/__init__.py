"""What makes counts doubtful before anything is forecast: one module a doubt, each gives a `Remark` or none."""
