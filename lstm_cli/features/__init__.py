"""What models look at: histories in growth units, transforms, the inputs of the network."""
