"""The version, in a module of its own: the package imports it without importing the public names."""

__all__ = ["__version__"]

__version__ = "0.1.0"
