"""What models look at: histories in growth units, the inputs of the network."""
