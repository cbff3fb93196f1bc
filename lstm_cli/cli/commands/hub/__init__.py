"""The commands about forecast hubs, a file each."""
