"""What models read: histories in growth units, and the inputs of the networks."""
